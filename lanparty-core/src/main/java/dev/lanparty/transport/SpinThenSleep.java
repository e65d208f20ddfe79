package dev.lanparty.transport;

import io.netty.channel.SelectStrategy;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.SelectStrategyFactory;
import io.netty.util.IntSupplier;
import java.time.Duration;

/**
 * How a loop waits: for some moments after the last event it looks again and again, then it sleeps until the kernel wakes
 * it. A frame that comes in these moments is spared the wake-up, at the price of the processor's time. Confined to the
 * loop.
 */
final class SpinThenSleep implements SelectStrategy {
    private final long spinNanos;
    private long lastEventNanos = System.nanoTime();

    private SpinThenSleep(long spinNanos) {
        this.spinNanos = spinNanos;
    }

    /** Makes what a loop waits by; with no time to spin, Netty's own. */
    static SelectStrategyFactory factory(Duration spin) {
        return spin.isZero() ? DefaultSelectStrategyFactory.INSTANCE : () -> new SpinThenSleep(spin.toNanos());
    }

    @Override
    public int calculateStrategy(IntSupplier look, boolean hasTasks) throws Exception {
        int ready = look.get();
        if (hasTasks || ready > 0) {
            lastEventNanos = System.nanoTime();
            return ready;
        }
        if (System.nanoTime() - lastEventNanos < spinNanos) {
            Thread.onSpinWait();
            return CONTINUE;
        }
        return SELECT;
    }
}
