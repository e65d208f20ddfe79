package dev.lanparty.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InMemoryDeviceTest extends PacketDeviceContract {
    private final InMemoryDevice.Pair pair = InMemoryDevice.pair("left", "right");
    private final InMemoryDevice left = pair.left();
    private final InMemoryDevice right = pair.right();

    @Override
    protected Cable plugIn() {
        return new Cable(left, right);
    }

    @Test
    void losesFramesWhileEitherLinkIsDown() {
        left.setLinkUp(false);
        assertFalse(left.isLinkUp());
        assertEquals(SendResult.LINK_DOWN, left.send(60));
        assertEquals(SendResult.SENT, right.send(60));
        left.setLinkUp(true);
        assertEquals(0, left.receive(new FrameBurst(1)));
    }

    @Test
    void refusesFramesOverItsMtu() {
        left.setMtuBytes(1300);
        assertEquals(SendResult.SENT, Frames.send(left, Frames.experimental(1314, 1)));
        assertEquals(SendResult.TOO_LONG, Frames.send(left, Frames.experimental(1315, 1)));
        assertEquals(SendResult.SENT, Frames.send(left, Frames.tagged(1318, 1)));
    }

    @Test
    void remembersWhatWasSetOnIt() throws Exception {
        InetAddress address = InetAddress.getByName("10.1.2.3");
        left.addAddress(address, 24);
        left.addAddress(address, 24);
        assertEquals(Set.of(new InMemoryDevice.Address(address, 24)), left.addresses());
        left.setDefaultRoutes(2);
        assertEquals(2, left.removeDefaultRoutes());
        assertEquals(0, left.removeDefaultRoutes());
        assertThrows(IllegalArgumentException.class, () -> left.addAddress(address, 33));
        assertThrows(IllegalArgumentException.class, () -> left.setMtuBytes(67));
        left.close();
        assertTrue(left.isClosed());
    }

    @Test
    void keepsTheOldestFramesWhenItsQueueIsFull() {
        InMemoryDevice.Pair narrow = InMemoryDevice.pair(options("a"), options("b"), 2);
        for (int i = 0; i < 3; i++) {
            Frames.send(narrow.left(), Frames.experimental(60 + i, i));
        }
        assertEquals(60, Frames.receive(narrow.right(), 2).getFirst().length);
        assertEquals(1, narrow.right().statistics().droppedByKernel());
    }

    private static TapOptions options(String name) {
        return new TapOptions(name, new byte[]{2, 0, 0, 0, 0, 9}, 1500);
    }
}
