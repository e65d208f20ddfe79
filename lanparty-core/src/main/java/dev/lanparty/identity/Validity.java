package dev.lanparty.identity;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** Whether a relay's certificate is of this time, in words for whoever meets it. Stateless. */
final class Validity {
    private Validity() {
    }

    static void check(X509Certificate own, Instant now) throws CertificateException {
        Instant start = own.getNotBefore().toInstant();
        Instant end = own.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw new CertificateException("the relay's certificate expired at " + end
                    + " - ask the relay's operator for a new one, and check this computer's clock");
        }
        if (now.isBefore(start)) {
            throw new CertificateException("the relay's certificate is valid from " + start
                    + " only - check this computer's clock");
        }
    }

    /** Said of a path that leads to a trusted authority in all but the time. */
    static boolean isOutOfTime(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException path && (path.getReason() == BasicReason.EXPIRED
                    || path.getReason() == BasicReason.NOT_YET_VALID)) {
                return true;
            }
        }
        return false;
    }
}
