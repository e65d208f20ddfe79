package dev.lanparty.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link PacketDevice} owes its user. */
public abstract class PacketDeviceContract {
    /**
     * A device and what is at the other end of its cable.
     *
     * @param near the device under test
     * @param far receives what {@code near} sends, and the other way round
     */
    public record Cable(PacketDevice near, PacketDevice far) {
    }

    private PacketDevice near;
    private PacketDevice far;

    /** Makes a new device with nothing on its cable but what the tests send. */
    protected abstract Cable plugIn() throws Exception;

    @BeforeEach
    void openBothEnds() throws Exception {
        Cable cable = plugIn();
        near = cable.near();
        far = cable.far();
    }

    @AfterEach
    void closeBothEnds() {
        if (near != null) {
            near.close();
            far.close();
        }
    }

    @Test
    void receivesFramesOfEveryLengthUnchanged() {
        carriesEveryLength(far, near);
    }

    @Test
    void sendsFramesOfEveryLengthUnchanged() {
        carriesEveryLength(near, far);
    }

    private static void carriesEveryLength(PacketDevice from, PacketDevice to) {
        for (int length = 60; length <= 1514; length++) {
            byte[] frame = Frames.experimental(length, length);
            assertEquals(SendResult.SENT, Frames.send(from, frame));
            List<byte[]> received = Frames.receive(to, 1);
            assertEquals(1, received.size(), "frames of length " + length);
            assertArrayEquals(frame, received.getFirst(), "length " + length);
        }
    }

    @Test
    void carriesTaggedFramesOfFullLengthBothWays() {
        byte[] frame = Frames.tagged(PacketDevice.MAX_FRAME_BYTES, 1);
        assertEquals(SendResult.SENT, Frames.send(far, frame));
        assertArrayEquals(frame, Frames.receive(near, 1).getFirst());
        assertEquals(SendResult.SENT, Frames.send(near, frame));
        assertArrayEquals(frame, Frames.receive(far, 1).getFirst());
    }

    @Test
    void lendsEachFrameWithHeadroomInASlotOfItsOwn() {
        FrameBurst burst = burstOf(8);
        for (int i = 0; i < 8; i++) {
            int slot = burst.offset(i) / near.slotBytes();
            assertEquals(slot, (burst.offset(i) - PacketDevice.HEADROOM_BYTES) / near.slotBytes());
            assertEquals(slot, (burst.offset(i) + burst.length(i) - 1) / near.slotBytes());
            for (int j = 0; j < PacketDevice.HEADROOM_BYTES; j++) {
                near.receiveMemory().put(burst.offset(i) - 1 - j, (byte) 0x55);
            }
        }
        for (int i = 0; i < 8; i++) {
            assertArrayEquals(Frames.experimental(100, i), Frames.copy(near, burst, i));
        }
        assertEquals(8, burstOf(8).count(), "still receives after its headroom was overwritten");
    }

    @Test
    void lendsFramesUntilTheNextReceive() {
        FrameBurst burst = burstOf(3);
        for (int i = 0; i < 100; i++) {
            Frames.send(far, Frames.experimental(1000, 1000 + i));
        }
        assertTrue(near.awaitReadable(Frames.PATIENCE));
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(Frames.experimental(100, i), Frames.copy(near, burst, i));
        }
    }

    @Test
    void isNotReadableOnceItsFramesWereReceivedAndReleased() {
        burstOf(3);
        near.release();
        assertFalse(near.awaitReadable(Duration.ofMillis(50)));
        assertEquals(0, near.receive(new FrameBurst(1)));
        assertEquals(3, burstOf(3).count(), "still receives after a release");
    }

    /** Sends that many frames of 100 bytes and receives them at once. */
    private FrameBurst burstOf(int count) {
        FrameBurst burst = new FrameBurst(count);
        long end = System.nanoTime() + Frames.PATIENCE.toNanos();
        // Lent frames go when more is received: so all must have come before the first is taken.
        for (int i = 0; i < count; i++) {
            Frames.send(far, Frames.experimental(100, i));
        }
        while (burst.count() < count && System.nanoTime() < end) {
            pause();
            near.receive(burst);
        }
        assertEquals(count, burst.count());
        return burst;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void neverWaitsInReceive() {
        FrameBurst burst = new FrameBurst(1);
        assertTimeout(Duration.ofSeconds(10), () -> assertEquals(0, near.receive(burst)));
        assertEquals(0, burst.count());
    }

    @Test
    void receivesNoMoreThanTheBurstHolds() {
        for (int i = 0; i < 10; i++) {
            Frames.send(far, Frames.experimental(60 + i, i));
        }
        pause();
        FrameBurst burst = new FrameBurst(4);
        int left = 10;
        for (int expected : new int[]{4, 4, 2, 0}) {
            assertEquals(expected, near.receive(burst));
            left -= burst.count();
        }
        assertEquals(0, left);
    }

    @Test
    void losesNoFrameOfABurst() {
        for (int i = 0; i < 200; i++) {
            assertEquals(SendResult.SENT, Frames.send(far, Frames.experimental(60 + i, i)));
        }
        List<byte[]> received = Frames.receive(near, 200);
        received.sort(Comparator.comparingInt(frame -> frame.length));
        assertEquals(200, received.size());
        for (int i = 0; i < 200; i++) {
            assertArrayEquals(Frames.experimental(60 + i, i), received.get(i));
        }
    }

    @Test
    void waitsNoLongerThanTheTimeout() {
        long start = System.nanoTime();
        assertFalse(near.awaitReadable(Duration.ofMillis(30)));
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(30).toNanos());
        assertFalse(near.awaitReadable(Duration.ZERO));
    }

    @Test
    void endsTheWaitWhenAFrameArrives() {
        CompletableFuture<Boolean> waiting = Background.start(() -> near.awaitReadable(Duration.ofSeconds(30)));
        pause();
        Frames.send(far, Frames.experimental(60, 1));
        assertTimeout(Frames.PATIENCE, () -> assertTrue(waiting.get()));
    }

    @Test
    void endsTheWaitWhenClosed() {
        CompletableFuture<Boolean> waiting = Background.start(() -> near.awaitReadable(Duration.ofDays(365_000)));
        pause();
        near.close();
        assertTimeout(Frames.PATIENCE, () -> assertFalse(waiting.get()));
    }

    @Test
    void refusesEveryCallAfterClose() {
        near.close();
        near.close();
        FrameBurst burst = new FrameBurst(1);
        assertClosed(assertThrows(DeviceException.class, () -> near.receive(burst)));
        assertClosed(assertThrows(DeviceException.class, () -> near.send(60)));
        assertClosed(assertThrows(DeviceException.class, () -> near.statistics()));
        assertFalse(near.awaitReadable(Duration.ofSeconds(30)));
    }

    private static void assertClosed(DeviceException exception) {
        assertEquals("CLOSED", exception.error(), exception.getMessage());
    }

    @Test
    void keepsLentFramesReadableAfterClose() {
        FrameBurst burst = burstOf(2);
        near.close();
        Frames.copy(near, burst, 0);
        near.receiveMemory().put(burst.offset(1), (byte) 1);
    }

    @Test
    void isSafeToCloseWhileOthersSendReceiveAndWait() throws Exception {
        CompletableFuture<DeviceException> sending = usedUntilClosed(() -> near.send(60));
        FrameBurst burst = new FrameBurst(16);
        CompletableFuture<DeviceException> receiving = usedUntilClosed(() -> near.receive(burst));
        CompletableFuture<DeviceException> counting = usedUntilClosed(() -> near.statistics());
        CompletableFuture<Boolean> waiting = Background.start(() -> near.awaitReadable(Duration.ofSeconds(30)));
        pause();
        near.close();
        assertClosed(sending.get());
        assertClosed(receiving.get());
        assertClosed(counting.get());
        waiting.get();
    }

    private static CompletableFuture<DeviceException> usedUntilClosed(Runnable call) {
        return Background.start(() -> {
            while (true) {
                try {
                    call.run();
                } catch (DeviceException closed) {
                    return closed;
                }
            }
        });
    }

    @Test
    void countsWhatItReceivesAndSends() {
        for (int i = 0; i < 5; i++) {
            Frames.send(far, Frames.experimental(60, i));
        }
        assertEquals(5, Frames.receive(near, 5).size());
        Frames.send(near, Frames.experimental(60, 1));
        DeviceStatistics statistics = near.statistics();
        assertEquals(5, statistics.received());
        assertEquals(1, statistics.sent());
        assertEquals(0, statistics.droppedByKernel() + statistics.droppedTooLong() + statistics.droppedMalformed());
    }

    @Test
    void countsFramesThatFoundItsQueueFull() {
        int sent = 20_000;
        for (int i = 0; i < sent; i++) {
            far.send(60);
        }
        pause();
        int received = 0;
        FrameBurst burst = new FrameBurst(64);
        while (near.receive(burst) > 0) {
            received += burst.count();
        }
        assertTrue(received < sent);
        assertEquals(sent, received + near.statistics().droppedByKernel());
    }

    @Test
    void refusesLengthsThatNoFrameHas() {
        assertThrows(IllegalArgumentException.class, () -> near.send(13));
        assertThrows(IllegalArgumentException.class, () -> near.send(1519));
    }

    @Test
    void alwaysUsesTheSameMemory() {
        assertSame(near.receiveMemory(), near.receiveMemory());
        assertSame(near.transmitMemory(), near.transmitMemory());
        assertTrue(near.receiveMemory().isDirect());
        assertTrue(near.transmitMemory().capacity() >= PacketDevice.MAX_FRAME_BYTES);
    }

    @Test
    void saysWhatItIs() {
        assertEquals(6, near.hardwareAddress().length);
        assertEquals(1500, near.mtuBytes());
        assertFalse(near.name().isEmpty());
    }

    @Test
    void allocatesNothingPerFrame() {
        FrameBurst burst = new FrameBurst(16);
        int frames = 20_000;
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long perFrame = Long.MAX_VALUE;
        // Views of memory are objects until the compiler has done its work, and on a busy machine that takes its time.
        for (int round = 0; round < 20 && perFrame >= 8; round++) {
            exchange(burst, frames);
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(burst, frames);
            perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / frames;
        }
        assertTrue(perFrame < 8, perFrame + " bytes per frame");
    }

    private void exchange(FrameBurst burst, int frames) {
        for (int i = 0; i < frames; i++) {
            far.send(60);
            near.receive(burst);
            near.send(60);
            far.receive(burst);
        }
    }
}
