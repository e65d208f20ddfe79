package dev.lanparty.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanparty.control.ControlCodec;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomLimitsTest {
    private static final Duration AGE = Duration.ofMinutes(5);

    @Test
    void admitsEveryRoleAtTheWidestAndTheNarrowest() {
        RoomLimits widest = new RoomLimits(Integer.MAX_VALUE, 256, Integer.MAX_VALUE, 250_000_000, 250_000_000,
                Integer.MAX_VALUE, Duration.ofSeconds(1_000_000), FilterPolicy.PARTY);
        RoomLimits narrowest = new RoomLimits(1, 2, 2, 1, 1, 1, Duration.ofNanos(1), FilterPolicy.PARTY);
        for (RoomLimits limits : new RoomLimits[]{widest, narrowest, RoomLimits.DEFAULT}) {
            Party party = Party.open(limits);
            assertEquals(1, party.gateway().peerId());
            assertEquals(2, party.client(Frames.ALICE).peerId());
        }
    }

    @Test
    void theWelcomeToTheFullestRoomFitsOneMessage() {
        List<Peer> members = new ArrayList<>();
        for (int i = 0; i < RoomLimits.MAX_MEMBERS_PER_ROOM - 1; i++) {
            members.add(new Peer(65_535 - i, Role.CLIENT, Frames.ALICE.toString()));
        }
        Limits limits = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE);

        ControlCodec.encode(new Welcome(10_000, 1_500, members, limits, "t".repeat(256)));
    }

    @Test
    void refusesByNameWhatNoRoomCouldKeep() {
        assertRefused("maxRooms", 0, 2, 1, 1, 1, 1, AGE);
        assertRefused("maxMembersPerRoom", 1, 1, 1, 1, 1, 1, AGE);
        assertRefused("maxMembersPerRoom", 1, 257, 1, 1, 1, 1, AGE);
        assertRefused("maxMembersPerHost", 1, 2, 0, 1, 1, 1, AGE);
        assertRefused("framesPerSecond", 1, 2, 1, 0, 1, 1, AGE);
        assertRefused("framesPerSecond", 1, 2, 1, 250_000_001, 1, 1, AGE);
        assertRefused("floodedFramesPerSecond", 1, 2, 1, 1, 0, 1, AGE);
        assertRefused("floodedFramesPerSecond", 1, 2, 1, 1, 250_000_001, 1, AGE);
        assertRefused("maxLearnedAddresses", 1, 2, 1, 1, 1, 0, AGE);
        assertRefused("addressAge", 1, 2, 1, 1, 1, 1, Duration.ZERO);
        assertRefused("addressAge", 1, 2, 1, 1, 1, 1, Duration.ofNanos(-1));
        assertRefused("addressAge", 1, 2, 1, 1, 1, 1, Duration.ofSeconds(1_000_001));
    }

    private static void assertRefused(String name, int rooms, int perRoom, int perHost, int frames, int flooded,
            int learned, Duration age) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                () -> new RoomLimits(rooms, perRoom, perHost, frames, flooded, learned, age, FilterPolicy.PARTY));
        String sentence = String.valueOf(refusal.getMessage());
        assertEquals(name, sentence.substring(0, sentence.indexOf(' ')));
    }
}
