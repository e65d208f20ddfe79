package dev.lanparty.launcher;

import dev.lanparty.identity.AtomicFile;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.secret.Invite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Invites as people hand them over. Stateless. */
public final class InviteText {
    private static final String STANDARD_INPUT = "-";
    private static final int LONGEST = 4_096;
    private static final Pattern SECRET = Pattern.compile("#[^\\s'\"]*");

    private InviteText() {
    }

    /**
     * Reads the invite in a file, or what is pasted where that is {@code -}: one line, or up to the end.
     *
     * @throws IdentityException if the file cannot be read
     * @throws IllegalArgumentException if no invite is in it, with what is wrong
     */
    public static Invite read(Path file) {
        byte[] bytes = file.toString().equals(STANDARD_INPUT) ? pasted() : AtomicFile.read(file);
        return Invite.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static byte[] pasted() {
        try {
            if (Terminal.isSeen()) {
                System.err.println("Paste the invite, and press Enter:");
            }
            byte[] line = new byte[LONGEST];
            int length = 0;
            boolean begun = false;
            for (int next = System.in.read(); next >= 0 && length < LONGEST; next = System.in.read()) {
                if (next == '\n' && begun) {
                    break;
                }
                begun |= !Character.isWhitespace(next);
                line[length++] = (byte) next;
            }
            return Arrays.copyOf(line, length);
        } catch (IOException failure) {
            throw new IdentityException("standard input cannot be read: " + failure.getMessage(), failure);
        }
    }

    /** A sentence in which somebody's arguments are quoted, without the secrets of invites among them. */
    public static String withoutSecrets(String sentence) {
        return sentence.contains("lanparty://") ? SECRET.matcher(sentence).replaceAll("#…") : sentence;
    }
}
