package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.BROADCAST;
import static dev.lanparty.frame.Frames.CAROL;
import static dev.lanparty.frame.Frames.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.room.RoomLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The default limits: two players who bridge their adapters to one network at home are held to them, and the others hardly
 * notice; a party that has no loop is never held to anything.
 */
class LoopTest {
    private static final long FLOODED_PER_SECOND = RoomLimits.DEFAULT.floodedFramesPerSecond();
    private static final int WATCHED_SECONDS = 5;
    private static final int LOOKED_ON_MILLIS = 2_000;

    @RegisterExtension
    final SimulatedParty party = new SimulatedParty();

    private final SimulatedGateway gateway = party.gateway();
    private final Player alice = party.player(ALICE);
    private final Player bob = party.player(BOB);
    private final Player carol = party.player(CAROL);
    private final LanHost server = gateway.lan().host(SERVER);

    LoopTest() {
        party.settleDown();
        List.of(alice.received(), bob.received(), carol.received(), server.received()).forEach(List::clear);
    }

    /** The network at home hands on what one of the two receives to the other one. */
    private void goRound() {
        List<byte[]> ofAlice = List.copyOf(alice.received());
        List<byte[]> ofBob = List.copyOf(bob.received());
        alice.received().clear();
        bob.received().clear();
        ofAlice.forEach(bob::sends);
        ofBob.forEach(alice::sends);
    }

    /**
     * Lets time pass in the loop, of which what is held to the rate leaves, and to which broadcasts come; and somebody who is not
     * in it play beside it, 50 packets a second each way.
     */
    private void advance(int seconds) {
        for (int millis = 0; millis < seconds * 1_000; millis++) {
            goRound();
            if (millis % 20 == 0) {
                alice.sends(search(ALICE, millis));
                bob.sends(search(BOB, millis));
                carol.sends(Frames.ofLength(SERVER, CAROL, 100));
                server.sends(Frames.ofLength(CAROL, SERVER, 200));
            }
            party.advance(Duration.ofMillis(1));
        }
    }

    @Test
    void aLoopBetweenTwoPlayersIsHeldToItsRateAndTheRoomStaysUsable() {
        advance(3);
        assertTrue(party.relayCount(DropReason.RATE_FLOODED) > 100, "there is no loop to be held");

        List.of(carol.received(), server.received()).forEach(List::clear);
        advance(WATCHED_SECONDS);
        assertEquals(WATCHED_SECONDS * 50, count(carol, 200), "what the server says to the player beside the loop");
        assertEquals(WATCHED_SECONDS * 50, server.received().stream().filter(frame -> frame.length == 100).count());
        // Each of the two floods to all the others, and has a second's worth at once.
        long flooded = carol.received().size() - count(carol, 200);
        assertTrue(flooded <= 2 * FLOODED_PER_SECOND * (WATCHED_SECONDS + 1), flooded + " came out of the loop");
        assertTrue(flooded >= FLOODED_PER_SECOND * WATCHED_SECONDS, flooded + " came out of the loop");
        assertTrue(List.of(alice, bob, carol).stream().allMatch(player -> player.client().isJoined()));
    }

    private static long count(Player player, int lengthBytes) {
        return player.received().stream().filter(frame -> frame.length == lengthBytes).count();
    }

    /** All look for games and for each other at once, several times a second, and each plays and loads at 20 Mbit/s. */
    @Test
    void aPartyOfThirtyTwoIsNeverHeldToAnything() {
        List<Player> players = IntStream.range(0, 32)
                .mapToObj(number -> party.player(new MacAddress(0x0200_0000_1000L + number))).toList();
        party.settleDown();
        for (int millis = 0; millis < LOOKED_ON_MILLIS; millis++) {
            for (int number = 0; number < players.size(); number++) {
                Player player = players.get(number);
                if (millis % 100 == 0) {
                    player.sends(search(player.mac(), millis));
                }
                if ((millis + number) % 15 == 0) {
                    player.sends(Frames.ofLength(SERVER, player.mac(), 150));
                }
                if (number < 2) {
                    server.sends(Frames.ofLength(player.mac(), SERVER, 1_300));
                    server.sends(Frames.ofLength(player.mac(), SERVER, 1_300));
                }
            }
            party.advance(Duration.ofMillis(1));
        }
        party.settleDown();

        assertEquals(0, party.relayCount(DropReason.RATE_FLOODED));
        assertEquals(0, party.relayCount(DropReason.RATE_ALL));
        assertEquals(0, party.lobby().counters().drops());
        assertEquals(2 * LOOKED_ON_MILLIS,
                players.getFirst().received().stream().filter(frame -> frame.length == 1_300).count());
    }

    private static byte[] search(MacAddress from, int number) {
        return Frames.ethernet(BROADCAST, from, 0x88b5, ByteBuffer.allocate(100).putInt(number).array());
    }
}
