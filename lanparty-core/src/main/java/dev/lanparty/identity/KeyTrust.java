package dev.lanparty.identity;

import dev.lanparty.secret.KeyPin;
import java.security.cert.X509Certificate;

/**
 * Trusts the relay that has the key which an invite pins, and no other. TLS has the relay prove the key; what a certificate
 * around it says, its dates included, adds nothing to that: so a player whose clock is wrong still joins.
 */
record KeyTrust(KeyPin pin) implements RelayTrust.Check {
    @Override
    public void check(X509Certificate[] chain) throws AnotherRelayException {
        KeyPin shown = KeyPin.of(chain[0].getPublicKey());
        if (!shown.equals(pin)) {
            throw new AnotherRelayException("the relay's key is not the one in the invite: it has SHA-256 fingerprint "
                    + shown + ", expected " + pin
                    + " - ask the organiser whether the relay has a new key, and for a new"
                    + " invite; if it has none, somebody else answers in its place");
        }
    }
}
