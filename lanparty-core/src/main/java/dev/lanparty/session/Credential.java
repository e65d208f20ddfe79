package dev.lanparty.session;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.KeyPin;
import dev.lanparty.secret.Proof;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint comes by into a closed room.
 *
 * @param secret of its invite
 * @param name what the player would be called, or null
 */
public record Credential(InviteSecret secret, @Nullable String name) {
    /** By what a hello names the invite. */
    public String inviteId() {
        return secret.tokenHash().id();
    }

    /** The answer to a challenge; a gateway's says how the room would be known if it is to be made. */
    ControlMessage.Proof answer(ControlMessage.Challenge challenge, KeyPin relayKey, String room) {
        String proof = Proof.make(secret, new Proof.Occasion(challenge.nonce(), relayKey, secret.role(), room));
        ControlMessage.Claim claim = secret.role() == Role.GATEWAY
                ? new ControlMessage.Claim(secret.tokenHash().text(), secret.forPlayers().tokenHash().text())
                : null;
        return new ControlMessage.Proof(proof, name, claim);
    }
}
