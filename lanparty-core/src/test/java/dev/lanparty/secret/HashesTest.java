package dev.lanparty.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5869, appendix A, and of RFC 4231. */
class HashesTest {
    private static final HexFormat HEX = HexFormat.of();

    private static String range(int from, int to) {
        StringBuilder hex = new StringBuilder();
        for (int i = from; i <= to; i++) {
            hex.append(HEX.toHexDigits((byte) i));
        }
        return hex.toString();
    }

    private static void assertHkdf(String expected, String secret, String salt, String info) {
        byte[] derived = Hashes.hkdf(HEX.parseHex(secret), HEX.parseHex(salt), HEX.parseHex(info),
                expected.length() / 2);
        assertEquals(expected, HEX.formatHex(derived));
    }

    @Test
    void hkdfGivesWhatTheRfcSaysOfABasicCase() {
        assertHkdf("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
                "0b".repeat(22), range(0x00, 0x0c), range(0xf0, 0xf9));
    }

    @Test
    void hkdfGivesWhatTheRfcSaysOfLongInputs() {
        assertHkdf("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da"
                + "3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87", range(0x00, 0x4f),
                range(0x60, 0xaf), range(0xb0, 0xff));
    }

    /** Without a salt, the RFC has so many zeros as a hash is long. */
    @Test
    void hkdfGivesWhatTheRfcSaysOfNoSaltAndNoInfo() {
        assertHkdf("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
                "0b".repeat(22), "00".repeat(32), "");
    }

    @Test
    void hmacGivesWhatRfc4231Says() {
        assertEquals("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", HEX.formatHex(
                Hashes.hmac("Jefe".getBytes(StandardCharsets.US_ASCII),
                        "what do ya want ".getBytes(StandardCharsets.US_ASCII),
                        "for nothing?".getBytes(StandardCharsets.US_ASCII))));
    }
}
