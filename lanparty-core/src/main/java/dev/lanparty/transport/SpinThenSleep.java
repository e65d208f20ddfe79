package dev.lanparty.transport;

import io.netty.channel.SelectStrategy;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.SelectStrategyFactory;
import io.netty.util.IntSupplier;
import java.time.Duration;

/**
 * How a loop waits: for some moments after the last event it looks again and again, then it sleeps until the kernel wakes
 * it. A frame that comes in these moments is spared the wake-up and finds warm caches, at the price of the processor's time.
 * Between two looks whoever else wants the processor has it: roles that share one would keep each other waiting. Confined to
 * the loop.
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
    @SuppressWarnings("ThreadPriorityCheck") // It is right whatever the scheduler makes of it.
    public int calculateStrategy(IntSupplier look, boolean hasTasks) throws Exception {
        int ready = look.get();
        if (hasTasks || ready > 0) {
            lastEventNanos = System.nanoTime();
            return ready;
        }
        if (System.nanoTime() - lastEventNanos < spinNanos) {
            Thread.yield();
            return CONTINUE;
        }
        return SELECT;
    }
}
