package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Where the relay's operator lets VLAN tags pass, the longest of all frames crosses: 1518 bytes, a tag among them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class TaggedTest {
    private static final int TAGGED_PAYLOAD_BYTES = 1_500;
    /** Of VLAN 7, with an EtherType that nobody answers. */
    private static final String TAG_AND_TYPE = "8100000788b5";
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Lab lab = Lab.open(1);
    private final Random random = new Random(1);

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void theLongestTaggedFrameCrossesUnalteredInBothDirections() throws IOException {
        Path policy = Files.writeString(lab.party().folder().resolve("policy.json"), "{\"vlanTags\": true}");
        lab.party().relay(Party.PORT, "--policy", policy.toString()).awaitReady(READY_TIMEOUT);
        lab.party().gateway(Party.PORT, Party.ROOM, Topology.LAN_INTERFACE).awaitReady(READY_TIMEOUT);
        lab.party().client(Topology.player(1), Party.PORT, Party.ROOM, Lab.TAP).awaitReady(READY_TIMEOUT);
        StationProcess player = lab.station(Topology.player(1));
        StationProcess lanHost = lab.station(Topology.LAN_HOST);
        player.ask("capture", Lab.TAP);
        lanHost.ask("capture", Topology.LAN_INTERFACE);
        String playerMac = lab.macOfPlayer(1);
        String hostMac = lab.topology().macOf(Topology.LAN_HOST, Topology.LAN_INTERFACE);

        assertCrosses(player, Lab.TAP, playerMac, lanHost, Topology.LAN_INTERFACE, hostMac);
        assertCrosses(lanHost, Topology.LAN_INTERFACE, hostMac, player, Lab.TAP, playerMac);
    }

    private void assertCrosses(StationProcess from, String fromInterface, String fromMac, StationProcess to,
            String toInterface, String toMac) {
        byte[] payload = new byte[TAGGED_PAYLOAD_BYTES];
        random.nextBytes(payload);
        String frame = (toMac + fromMac).replace(":", "") + TAG_AND_TYPE + HexFormat.of().formatHex(payload);
        from.ask("frame-send", fromInterface, frame);
        assertEquals("1", to.ask(PATIENCE, "frames", toInterface, frame, "1", "8000").getFirst());
    }
}
