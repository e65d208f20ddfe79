package dev.lanparty.launcher;

import dev.lanparty.control.Role;
import dev.lanparty.secret.Invite;
import java.util.ArrayList;
import java.util.List;

/** Shows the one who makes them invites, each with what it is for. Stateless. */
public final class Invites {
    private Invites() {
    }

    /**
     * Lines for a terminal: the gateway's and the players' say whom they are for, one that comes alone was asked for.
     *
     * @param texts whole invites
     * @param qr whether to draw each as well
     */
    public static List<String> lines(List<String> texts, boolean qr) {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(texts.size() == 1 ? "the invite, for the one who is meant:" : label(Invite.parse(text)));
            lines.add("  " + text);
            if (qr) {
                lines.addAll(QrCode.of(text).lines());
            }
        }
        return lines;
    }

    private static String label(Invite invite) {
        return invite.role() == Role.GATEWAY
                ? "gateway's invite, for the organiser alone:"
                : "players' invite, for whoever may join:";
    }
}
