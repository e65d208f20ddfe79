package dev.lanparty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoomMarkTest {
    /** Computed by another program: endpoints of other makes must come to the same. */
    @Test
    void isTheFirstFourBitsOfTheCrc() {
        assertEquals(2, RoomMark.of("ROOM1"));
        assertEquals(10, RoomMark.of("LAN-2026"));
    }

    @Test
    void spreadsRoomsOverTheLoops() {
        for (int loops = 1; loops <= RoomMark.COUNT; loops++) {
            int[] rooms = new int[loops];
            for (int i = 0; i < 1_600; i++) {
                rooms[RoomMark.loop(RoomMark.of("ROOM" + i), loops)]++;
            }
            int least = 1_600 / RoomMark.COUNT * (RoomMark.COUNT / loops) / 2;
            for (int count : rooms) {
                assertTrue(count >= least, count + " of 1600 rooms on one of " + loops + " loops");
            }
        }
    }

    @Test
    void leavesTheOtherBitsOfTheByteRandom() {
        assertEquals((byte) 0xa5, RoomMark.firstByte(10, (byte) 0x35));
        assertEquals((byte) 0x0f, RoomMark.firstByte(0, (byte) 0xff));
    }
}
