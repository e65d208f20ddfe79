package dev.lanparty.transport;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * The packets that came faster than they were read, so that the kernel found no room for them in the socket's buffer: asked of
 * the kernel once a second (SO_MEMINFO, whose last word counts drops). Known on Linux only. Confined to the loop.
 */
final class SocketLosses {
    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;
    /** Nine words of 32 bits: include/uapi/linux/sock_diag.h. */
    private static final int MEMINFO_BYTES = 9 * Integer.BYTES;
    private static final int DROPS_OFFSET = 8 * Integer.BYTES;
    private static final RawUnixChannelOption MEMINFO = new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO,
            MEMINFO_BYTES);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final EpollDatagramChannel socket;
    private int known;

    SocketLosses(EpollDatagramChannel socket) {
        this.socket = socket;
    }

    /** Tells of a socket's losses until what is returned is closed, each time of one or more. */
    static NetworkLoop.Registration watch(NetworkLoop loop, Channel channel, IntConsumer onLost) {
        if (!(channel instanceof EpollDatagramChannel socket)) {
            return () -> {
            };
        }
        SocketLosses losses = new SocketLosses(socket);
        return loop.every(PERIOD, now -> {
            int lost = losses.take();
            if (lost > 0) {
                onLost.accept(lost);
            }
        });
    }

    /** How many were lost since the last call, or since the socket was opened. */
    int take() {
        ByteBuffer answer = socket.isOpen() ? socket.config().getOption(MEMINFO) : null;
        if (answer == null || answer.remaining() < MEMINFO_BYTES) {
            return 0;
        }
        int now = answer.order(ByteOrder.nativeOrder()).getInt(DROPS_OFFSET);
        int lost = now - known;
        known = now;
        return lost;
    }
}
