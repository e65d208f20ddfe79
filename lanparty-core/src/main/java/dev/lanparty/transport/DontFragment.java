package dev.lanparty.transport;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Has a Linux socket send packets as they are or not at all (ip(7), IP_PMTUDISC_PROBE). By default the kernel believes
 * whatever ICMP says of a path, and then cuts longer packets itself: QUIC would never learn that they are too long, and
 * segmentation offload would fail. Not known elsewhere, where no packet is longer than what was found.
 */
final class DontFragment {
    private static final int IP = 0;
    private static final int IPV6 = 41;
    private static final IntegerUnixChannelOption IP_MTU_DISCOVER = new IntegerUnixChannelOption("IP_MTU_DISCOVER", IP,
            10);
    private static final IntegerUnixChannelOption IPV6_MTU_DISCOVER = new IntegerUnixChannelOption("IPV6_MTU_DISCOVER",
            IPV6, 23);
    private static final int PROBE = 3;

    private DontFragment() {
    }

    /** Applies to a socket, for the families that it has. */
    static void on(EpollDatagramChannel socket) {
        for (IntegerUnixChannelOption option : new IntegerUnixChannelOption[]{IP_MTU_DISCOVER, IPV6_MTU_DISCOVER}) {
            try {
                socket.config().setOption(option, PROBE);
            } catch (ChannelException notOfThisFamily) {
                // A socket of IPv4 alone has no option of IPv6.
            }
        }
    }
}
