package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.metrics.Counter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loss, delay and reordering cost frames, and change none. */
class StormTest {
    private static final int FRAMES = 500;

    @RegisterExtension
    final SimulatedParty party = new SimulatedParty();

    private final Set<String> sent = new HashSet<>();

    @Test
    void aFrameArrivesAtMostOnceAndAsItWasSentOrNotAtAll() {
        SimulatedGateway gateway = party.gateway();
        Player alice = party.player(ALICE);
        Player bob = party.player(BOB);
        LanHost server = gateway.lan().host(SERVER);
        party.weather(SimulatedNetwork.Weather.STORM);
        party.advance(Duration.ofSeconds(5));
        gateway.lan().host(Frames.PRINTER);
        server.received().clear();
        for (int i = 0; i < FRAMES; i++) {
            alice.sends(numbered(SERVER, ALICE, i));
            alice.sends(numbered(BOB, ALICE, i));
            bob.sends(numbered(MacAddress.BROADCAST, BOB, i));
            server.sends(numbered(ALICE, SERVER, i));
            party.advance(Duration.ofMillis(party.random().nextInt(8)));
        }
        party.advance(Duration.ofSeconds(2));

        assertCrossed(alice.received(), 2 * FRAMES);
        assertCrossed(bob.received(), FRAMES);
        assertCrossed(server.received(), 2 * FRAMES);
        assertTrue(alice.client().isJoined());
        assertEquals(0, alice.client().drops());
        assertEquals(0, bob.client().drops());
        assertEquals(2 * FRAMES, alice.client().count(Counter.FRAMES_IN));
    }

    @Test
    void aMembershipOutlivesAStorm() {
        party.weather(SimulatedNetwork.Weather.STORM);
        SimulatedGateway gateway = party.gateway();
        Player alice = party.player(ALICE);
        Player bob = party.player(BOB);
        party.advance(Duration.ofMinutes(20));

        assertTrue(gateway.program().isJoined());
        assertTrue(alice.client().isJoined());
        assertEquals(2, bob.client().peerIds().size());
    }

    private byte[] numbered(MacAddress to, MacAddress from, int number) {
        byte[] payload = new byte[46 + party.random().nextInt(1_200)];
        party.random().nextBytes(payload);
        byte[] frame = Frames.ethernet(to, from, 0x88b5, ByteBuffer.wrap(payload).putInt(0, number).array());
        sent.addAll(Bytes.texts(List.of(frame)));
        return frame;
    }

    private void assertCrossed(List<byte[]> frames, int most) {
        List<String> arrived = Bytes.texts(frames);
        Set<String> different = new HashSet<>(arrived);
        assertEquals(different.size(), arrived.size(), "a frame came twice");
        assertTrue(sent.containsAll(different), "a frame came that was never sent");
        assertTrue(arrived.size() > most / 3 && arrived.size() < most, arrived.size() + " of " + most + " came");
    }
}
