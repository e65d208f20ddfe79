package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SocketLossesTest {
    private static final int SENT = 500;
    private static final byte[] PACKET = new byte[1_200];
    private static final byte[] LAST = new byte[1];

    /** Counts what arrives, until the short one that is sent when there is room again. */
    private static final class Count extends SimpleChannelInboundHandler<DatagramPacket> {
        private final CountDownLatch done = new CountDownLatch(1);
        private int arrived;

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            if (packet.content().readableBytes() == LAST.length) {
                done.countDown();
            } else {
                arrived++;
            }
        }
    }

    @Test
    void countsWhatTheKernelHadNoRoomFor() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux tells of a socket's losses");
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Count count = new Count();
        try (DatagramSocket sender = new DatagramSocket()) {
            EpollDatagramChannel socket = (EpollDatagramChannel) new Bootstrap().group(group)
                    .channel(EpollDatagramChannel.class)
                    .option(ChannelOption.SO_RCVBUF, 16 << 10)
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(count)
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
            SocketLosses losses = new SocketLosses(socket);
            assertEquals(0, losses.take());
            for (int i = 0; i < SENT; i++) {
                send(sender, PACKET, socket);
            }
            int lost = losses.take();
            assertTrue(lost > 0, "the buffer took all of " + SENT + " packets");
            assertEquals(0, losses.take());

            socket.config().setAutoRead(true);
            do {
                send(sender, LAST, socket);
            } while (!count.done.await(10, TimeUnit.MILLISECONDS));
            assertEquals(SENT - lost, count.arrived);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static void send(DatagramSocket sender, byte[] bytes, EpollDatagramChannel socket) throws Exception {
        sender.send(new java.net.DatagramPacket(bytes, bytes.length, socket.localAddress()));
    }
}
