package dev.lanparty.admin;

import java.util.List;

/**
 * What a relay answers.
 *
 * @param done whether it was done
 * @param lines what was done, or why not, for a person
 * @param invites that were made, as text with their secrets
 */
public record AdminReply(boolean done, List<String> lines, List<String> invites) {
    public AdminReply {
        lines = List.copyOf(lines);
        invites = List.copyOf(invites);
    }

    /** It was done. */
    public static AdminReply done(List<String> lines, List<String> invites) {
        return new AdminReply(true, lines, invites);
    }

    /** It was not done. */
    public static AdminReply failed(String sentence) {
        return new AdminReply(false, List.of(sentence), List.of());
    }

    /** Without the invites, which have secrets in them. */
    @Override
    public String toString() {
        return "AdminReply[done=" + done + ", lines=" + lines + ", " + invites.size() + " invites]";
    }
}
