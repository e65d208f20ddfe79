package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {
    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
    private static Authority authority;

    @BeforeAll
    static void makeAnAuthority() throws Exception {
        authority = new Authority(NOW, NOW.plusSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lanparty-relay.local", "relay", "a.b.c.example", "xn--bcher-kva.example", "my_relay",
            "1relay", "127.example"})
    void readsADnsName(String text) {
        assertEquals(new ServerName(text, false), ServerName.parse(text));
    }

    @Test
    void readsADnsNameInAnyCase() {
        assertEquals(ServerName.parse("relay.example"), ServerName.parse("Relay.EXAMPLE"));
    }

    @Test
    void readsAnAddressInAnySpelling() {
        assertEquals(new ServerName("192.0.2.7", true), ServerName.parse("192.0.2.7"));
        assertEquals(ServerName.parse("2001:db8:0:0:0:0:0:7"), ServerName.parse("2001:DB8::7"));
        assertTrue(ServerName.parse("::1").isAddress(), "::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "relay.", ".relay", "a..b", "-a", "*.example", "relay:443", "1.2.3.256",
            "12:34", "büro",
            "a/b", "http://relay", "\u001b[2J"})
    void refusesWhatIsNeither(String text) {
        IdentityException refused = assertThrows(IdentityException.class, () -> ServerName.parse(text));
        String sentence = String.valueOf(refused.getMessage());
        assertTrue(sentence.contains("is not a server name"), sentence);
        assertFalse(sentence.contains("\u001b"), sentence);
    }

    @Test
    void refusesNamesAndLabelsThatAreTooLong() {
        ServerName.parse("a".repeat(63) + ".example");
        assertThrows(IdentityException.class, () -> ServerName.parse("a".repeat(64) + ".example"));
        assertThrows(IdentityException.class, () -> ServerName.parse("a.".repeat(126) + "aa"));
    }

    @Test
    void isNamedByAnyAlternativeNameAndInAnyCase() throws Exception {
        X509Certificate certificate = certificate("other.example", "Relay.Example");
        assertTrue(ServerName.parse("relay.example").isNamedBy(certificate), "relay.example");
        assertFalse(ServerName.parse("relay.example.org").isNamedBy(certificate), "a longer name");
        assertFalse(ServerName.parse("elay.example").isNamedBy(certificate), "a shorter name");
    }

    @Test
    void isNamedByAWildcardOfOneWholeLabel() throws Exception {
        X509Certificate certificate = certificate("*.example");
        assertTrue(ServerName.parse("relay.example").isNamedBy(certificate), "one label");
        assertFalse(ServerName.parse("a.relay.example").isNamedBy(certificate), "two labels");
        assertFalse(ServerName.parse("example").isNamedBy(certificate), "no label");
        assertFalse(ServerName.parse("relay.example").isNamedBy(certificate("re*.example")), "part of a label");
        assertFalse(ServerName.parse("relay").isNamedBy(certificate("*")), "every name");
    }

    @Test
    void isNotNamedByTheCommonName() throws Exception {
        assertFalse(ServerName.parse("relay.example").isNamedBy(certificate()), "the subject only");
    }

    @Test
    void anAddressIsNamedByAnAddressOnly() throws Exception {
        X509Certificate byAddress = authority.issue(NOW, NOW.plusSeconds(60), Authority.address("192.0.2.7"))
                .certificate();
        assertTrue(ServerName.parse("192.0.2.7").isNamedBy(byAddress), "the address");
        assertFalse(ServerName.parse("192.0.2.8").isNamedBy(byAddress), "another");
        assertFalse(ServerName.parse("192.0.2.7").isNamedBy(certificate("192.0.2.7")), "a DNS name like it");
        assertFalse(ServerName.parse("192.0.2.7").isNamedBy(certificate("*.0.2.7")), "a wildcard over it");
    }

    @Test
    void showsTheNamesOfACertificateSafely() throws Exception {
        assertEquals("no server", ServerName.namesOf(certificate()));
        assertEquals("a.example, b.example", ServerName.namesOf(certificate("a.example", "b.example")));
    }

    private static X509Certificate certificate(String... dnsNames) throws Exception {
        var names = Arrays.stream(dnsNames).map(Authority::dns)
                .toArray(GeneralName[]::new);
        return authority.issue(NOW, NOW.plusSeconds(60), names).certificate();
    }
}
