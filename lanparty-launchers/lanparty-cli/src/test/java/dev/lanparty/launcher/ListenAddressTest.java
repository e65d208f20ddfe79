package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"443", "443/udp"})
    void aPortAloneMeansAllAddresses(String text) {
        InetSocketAddress listen = ListenAddress.parse(text);
        assertTrue(listen.getAddress().isAnyLocalAddress());
        assertEquals(443, listen.getPort());
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:443, 0.0.0.0, 443", "203.0.113.5:8443/udp, 203.0.113.5, 8443", "[::]:443, ::, 443",
            "[2001:db8::1]:65535/udp, 2001:db8::1, 65535", "127.0.0.1:0, 127.0.0.1, 0"})
    void readsAnAddressAndAPort(String text, String address, int port) {
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral(address), port), ListenAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "udp", "443/tcp", "65536", "-1", "relay.example.org:443", "203.0.113.5:", ":443",
            "203.0.113.5", "::1:443", "[::1]", "[::1:443", "203.0.113.256:443", "443/udp/udp"})
    void saysWhatIsOneOfAnythingElse(String text) {
        String sentence = assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text)).getMessage();
        assertEquals("'" + text + "' is not a place to listen on: 443/udp, 0.0.0.0:443 or [::]:443 are", sentence);
    }
}
