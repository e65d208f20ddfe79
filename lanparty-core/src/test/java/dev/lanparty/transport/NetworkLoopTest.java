package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a loop ends. */
@Timeout(20)
class NetworkLoopTest {
    private final NetworkLoop loop = NetworkLoop.start("ending");

    /** What a codec holds of native memory is freed when it is removed. */
    private static final class Removal extends ChannelHandlerAdapter {
        private final CountDownLatch removed = new CountDownLatch(1);

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            removed.countDown();
        }
    }

    @Test
    void socketsAreClosedWithTheirLoopEvenIfItsEndComesWhileItIsBusy() throws InterruptedException {
        Removal codec = new Removal();
        Channel socket = QuicCodecs.bootstrap(loop, QuicSettings.DEFAULT, codec).bind(0).syncUninterruptibly()
                .channel();
        SingleThreadIoEventLoop thread = (SingleThreadIoEventLoop) loop.eventLoop();
        CountDownLatch busy = new CountDownLatch(1);
        loop.run(() -> {
            busy.countDown();
            while (thread.pendingTasks() == 0 && !thread.isShuttingDown()) {
                Thread.onSpinWait();
            }
        });
        assertTrue(busy.await(5, TimeUnit.SECONDS));

        loop.close();

        assertTrue(thread.isTerminated());
        assertFalse(socket.isOpen());
        assertTrue(codec.removed.await(0, TimeUnit.SECONDS), "its handlers still hold what they have");
    }

    @Test
    void aSocketThatIsOpenedTooLateIsClosedAtOnce() {
        loop.close();
        assertFalse(QuicCodecs.bootstrap(loop, QuicSettings.DEFAULT).bind(0).awaitUninterruptibly().channel().isOpen());
    }
}
