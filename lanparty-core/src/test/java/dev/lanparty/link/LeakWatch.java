package dev.lanparty.link;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaks a buffer of Netty's. A leak is found when the collector has taken a buffer that was not
 * released, and is told when the next one is made; the build runs with every buffer watched.
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
    private static final int COLLECTIONS = 3;

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            throw new AssertionError("not every buffer is watched: -Dio.netty.leakDetection.level=paranoid is missing");
        }
        // What an earlier class has leaked is not this one's.
        collect();
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + " " + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        collect();
        ByteBufUtil.setLeakListener(null);
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " buffers were not released, the first: " + leaks.peek());
        }
    }

    private static void collect() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer().release();
            PooledByteBufAllocator.DEFAULT.heapBuffer().release();
        }
    }
}
