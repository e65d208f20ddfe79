package dev.lanparty.secret;

/**
 * What a relay keeps of a room's two invites. Whoever makes these himself gives the relay no more than this, and it never has
 * what a room's key comes from.
 *
 * @param gateway of the gateway's invite
 * @param players of the players'
 */
public record TokenHashes(TokenHash gateway, TokenHash players) {
    private static final String BETWEEN = ".";

    /** Of the invites that a gateway's secret leads to. */
    public static TokenHashes of(InviteSecret gateway) {
        return new TokenHashes(gateway.tokenHash(), gateway.forPlayers().tokenHash());
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if the text is none, with a sentence
     */
    public static TokenHashes parse(String text) {
        String[] parts = text.strip().split("\\.", -1);
        if (parts.length == 2) {
            try {
                return new TokenHashes(TokenHash.parse(parts[0]), TokenHash.parse(parts[1]));
            } catch (IllegalArgumentException damaged) {
                // Said below.
            }
        }
        throw new IllegalArgumentException("these are not the hashes of a room's invites: copy the whole of what"
                + " 'room draft' has printed after --hashes");
    }

    /** For a command line; nothing in it is secret. */
    public String text() {
        return gateway.text() + BETWEEN + players.text();
    }
}
