package dev.lanparty.admission;

import dev.lanparty.control.Role;
import dev.lanparty.secret.TokenHash;
import org.jspecify.annotations.Nullable;

/**
 * An invite as a relay knows it, which is not enough to use it.
 *
 * @param hash of its token
 * @param role that its holder may have
 * @param name of the one it was made for, or null where it is for all
 * @param expiresEpochSeconds the first second at which it is none any more; {@link #NEVER} for none
 */
public record Ticket(TokenHash hash, Role role, @Nullable String name, long expiresEpochSeconds) {
    /** It does not expire. */
    public static final long NEVER = Long.MAX_VALUE;

    /** For everybody, for ever. */
    public Ticket(TokenHash hash, Role role) {
        this(hash, role, null, NEVER);
    }

    /** By what it is named: 16 hexadecimal digits. */
    public String id() {
        return hash.id();
    }
}
