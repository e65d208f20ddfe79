package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.gateway.Gateway;
import dev.lanparty.gateway.GatewayConfig;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakWatch.class)
class EmbeddedRelayExampleTest {
    private static final MacAddress PLAYER = MacAddress.parse("02:00:00:00:00:21");

    @TempDir
    private Path folder;

    @Test
    void theReadmesExampleRunsAndIsTheOneCompiledHere() throws IOException {
        EmbeddedRelayExample.run(folder);
        assertTrue(Files.exists(folder.resolve("relay.der")));
        Path root = Path.of(System.getProperty("lanparty.root"));
        String source = Files.readString(root.resolve(
                "lanparty-core/src/test/java/dev/lanparty/embedding/EmbeddedRelayExample.java"));
        String body = source.substring(source.indexOf("{\n", source.indexOf("run(")) + 2,
                source.indexOf("\n    }\n    // @formatter:on"));
        assertTrue(Files.readString(root.resolve("README.md")).contains(body.stripIndent()), "the README differs");
    }

    @Test
    void aFrameCrossesFromThePlayerToTheLanOverRealQuic() {
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse("lanparty-relay.local"), Instant.now());
        Path pin = folder.resolve("relay.der");
        identity.writeDer(pin);
        InMemoryDevice.Pair lan = InMemoryDevice.pair("gateway", "lanhost");
        InMemoryDevice.Pair tap = InMemoryDevice.pair("tap", "player");
        try (Relay relay = new Relay(
                new RelayConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity))) {
            InetSocketAddress bound = relay.start();
            RoomAccess access = new RoomAccess(new RelayAddress("127.0.0.1", bound.getPort()),
                    ServerName.parse("lanparty-relay.local"), pin, "room1");
            try (Gateway gateway = new Gateway(new GatewayConfig(access, "lan"), lan::left);
                    Client client = new Client(new ClientConfig(access, PLAYER), options -> tap.left(),
                            Unpinned::new)) {
                gateway.start();
                ControlMessage.Welcome welcome = client.start();
                assertEquals(1422, welcome.mtu());
                assertEquals(2, relay.status().members());
                byte[] frame = new byte[60];
                Arrays.fill(frame, 0, 6, (byte) 0xff);
                System.arraycopy(PLAYER.toBytes(), 0, frame, 6, 6);
                frame[12] = (byte) 0x88;
                frame[13] = (byte) 0xb5;
                frame[59] = 77;
                tap.right().transmitMemory().clear().put(frame);
                tap.right().send(frame.length);
                assertEquals(77, lastByteOf((byte) 0x88, lan.right()));
                assertEquals(0, gateway.status().counters().drops());
            }
        }
    }

    /** Waits for the frame of that ether type's first byte; the gateway's announcement may come before it. */
    private static int lastByteOf(byte type, InMemoryDevice host) {
        FrameBurst burst = new FrameBurst(8);
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            host.awaitReadable(Duration.ofSeconds(1));
            host.receive(burst);
            for (int i = 0; i < burst.count(); i++) {
                if (host.receiveMemory().get(burst.offset(i) + 12) == type) {
                    return host.receiveMemory().get(burst.offset(i) + burst.length(i) - 1);
                }
            }
        }
        return -1;
    }
}
