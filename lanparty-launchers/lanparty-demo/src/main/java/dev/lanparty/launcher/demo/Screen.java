package dev.lanparty.launcher.demo;

import java.io.PrintStream;

/** What the person sees: a picture, then one line a step. Plain ASCII where the terminal knows nothing else. */
final class Screen {
    private static final String PICTURE = String.join("\n", //
            "           player          internet                     the party", //
            "         ┌────────┐  QUIC  ┌───────┐  QUIC  ┌─────────┐   ┌────────┐   ┌──────────┐", //
            "  game ──┤ client ╞════════╡ relay ╞════════╡ gateway ├───┤ switch ├───┤ LAN host │", //
            "         └────────┘        └───────┘        └─────────┘   └────────┘   └──────────┘", //
            "         198.18.1.2       203.0.113.2        192.0.2.2                192.168.77.10");
    private static final String FANCY = "┌┐└┘├┤╞╡─═│✔✘–…→";
    private static final String PLAIN = "++++++++-=|*!-.>";
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String NORMAL = "\u001b[0m";

    private final PrintStream out;
    private final boolean fancy;
    private final boolean terminal;

    Screen(PrintStream out) {
        this.out = out;
        fancy = out.charset().newEncoder().canEncode(FANCY);
        terminal = isTerminal();
    }

    @SuppressWarnings("SystemConsoleNull") // It is null again from JDK 25 on.
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    void picture() {
        say("");
        say(PICTURE);
    }

    /** A step has begun; shown only where it can be overwritten by its end. */
    void begin(String title) {
        if (terminal) {
            out.print(inCharset("  … " + title));
            out.flush();
        }
    }

    void done(String title, String result) {
        line(GREEN, "✔", title, result);
    }

    void leftOut(String title, String reason) {
        line("", "–", title, reason);
    }

    void failed(String title, String sentence) {
        line(RED, "✘", title, sentence);
    }

    private void line(String colour, String mark, String title, String result) {
        String shown = terminal && !colour.isEmpty() ? colour + mark + NORMAL : mark;
        String[] lines = result.split("\n", -1);
        say((terminal ? CLEAR_LINE : "") + "  " + shown + String.format(" %-16s ", title) + lines[0]);
        for (int i = 1; i < lines.length; i++) {
            say(" ".repeat(21) + lines[i]);
        }
    }

    void say(String text) {
        out.println(inCharset(text));
    }

    private String inCharset(String text) {
        if (fancy) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            int at = FANCY.indexOf(plain.charAt(i));
            if (at >= 0) {
                plain.setCharAt(i, PLAIN.charAt(at));
            }
        }
        return plain.toString();
    }
}
