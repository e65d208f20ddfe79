package dev.lanparty.relay;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.KeyPin;
import java.net.InetSocketAddress;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the invites of a relay: with a pin of its key, unless a public authority vouches for its certificate, whose holders
 * usually get a new key with each renewal.
 */
record InviteWriter(Doors doors, Supplier<RelayIdentity> identity,
        InetSocketAddress bound) implements BiFunction<String, InviteSecret, String> {
    @Override
    public String apply(String room, InviteSecret secret) {
        String host = doors.publicHost();
        if (host == null) {
            throw new IllegalArgumentException("this relay does not know its public address, which an invite names");
        }
        int port = doors.publicPort() == 0 ? bound.getPort() : doors.publicPort();
        return new Invite(host, port, room, pin(host), secret).text();
    }

    private @Nullable KeyPin pin(String host) {
        return identity.get().isVouchedFor(host) ? null : identity.get().keyPin();
    }
}
