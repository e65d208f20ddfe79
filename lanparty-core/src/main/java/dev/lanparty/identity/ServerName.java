package dev.lanparty.identity;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a relay's certificate must name (RFC 9525): a DNS name, or an IP address. Only subject alternative names count; the
 * subject's common name does not.
 *
 * @param text a DNS name in lower case, or an IP address
 * @param isAddress whether it is an IP address
 */
public record ServerName(String text, boolean isAddress) {
    /** What the relay's own certificate names unless told otherwise. */
    public static final String DEFAULT = "lanparty-relay.local";

    private static final int DNS_TYPE = 2;
    private static final int ADDRESS_TYPE = 7;
    private static final int MAX_DNS_CHARACTERS = 253;
    private static final Pattern DNS = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62}))*");
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /**
     * Reads a name.
     *
     * @throws IdentityException with a sentence if it is neither a DNS name nor an IP address
     */
    public static ServerName parse(String input) {
        String lower = input.toLowerCase(Locale.ROOT);
        if (DOTTED.matcher(lower).matches() || lower.indexOf(':') >= 0) {
            ServerName address = addressName(lower);
            if (address == null) {
                throw notAName(input);
            }
            return address;
        }
        if (lower.length() > MAX_DNS_CHARACTERS || !DNS.matcher(lower).matches()) {
            throw notAName(input);
        }
        return new ServerName(lower, false);
    }

    /** Whether the certificate names this server. A certificate that cannot be parsed does not. */
    public boolean isNamedBy(X509Certificate certificate) {
        return namesIn(certificate).stream().anyMatch(this::matches);
    }

    /** The DNS names and IP addresses of a certificate, safe to show, since a stranger may have written them. */
    static String namesOf(X509Certificate certificate) {
        List<ServerName> names = namesIn(certificate);
        if (names.isEmpty()) {
            return "no server";
        }
        String text = printable(names.stream().map(ServerName::text).collect(Collectors.joining(", ")));
        return text.length() <= MAX_DNS_CHARACTERS ? text : text.substring(0, MAX_DNS_CHARACTERS) + "…";
    }

    private boolean matches(ServerName pattern) {
        if (isAddress != pattern.isAddress) {
            return false;
        }
        if (isAddress || !pattern.text.startsWith("*.")) {
            return text.equals(pattern.text);
        }
        // One whole label, the leftmost, may be anything (RFC 9525, section 6.3).
        int firstDot = text.indexOf('.');
        return firstDot > 0 && text.substring(firstDot).equals(pattern.text.substring(1));
    }

    private static List<ServerName> namesIn(X509Certificate certificate) {
        List<ServerName> names = new ArrayList<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                ServerName name = nameIn(alternative);
                if (name != null) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException damaged) {
            return List.of();
        }
        return names;
    }

    private static @Nullable ServerName nameIn(List<?> alternative) {
        if (!(alternative.get(0) instanceof Integer type) || !(alternative.get(1) instanceof String value)) {
            return null;
        }
        return switch (type) {
            case DNS_TYPE -> new ServerName(value.toLowerCase(Locale.ROOT), false);
            case ADDRESS_TYPE -> addressName(value);
            default -> null;
        };
    }

    private static @Nullable ServerName addressName(String literal) {
        try {
            return new ServerName(InetAddress.ofLiteral(literal).getHostAddress(), true);
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    private static IdentityException notAName(String input) {
        return new IdentityException("'" + printable(input) + "' is not a server name"
                + " - give a DNS name, as in lanparty-relay.local, or an IP address");
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
