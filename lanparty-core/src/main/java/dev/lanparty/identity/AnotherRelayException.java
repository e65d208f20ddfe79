package dev.lanparty.identity;

import java.security.cert.CertificateException;

/** Whoever answers has another key or certificate than the one that is pinned; the message has both fingerprints. */
final class AnotherRelayException extends CertificateException {
    private static final long serialVersionUID = 1;

    AnotherRelayException(String sentence) {
        super(sentence);
    }
}
