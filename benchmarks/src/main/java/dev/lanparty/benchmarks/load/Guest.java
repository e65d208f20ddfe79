package dev.lanparty.benchmarks.load;

import dev.lanparty.benchmarks.Datagrams;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One simulated member: a client with its own address, or a gateway with one host behind it. It stamps each frame with the
 * time and sends it to its neighbour, or to all of its room. Confined to its link's loop.
 */
final class Guest implements LinkHandler {
    /** Behind the tunnel, Ethernet, IPv4 and UDP headers. */
    private static final int STAMP = 4 + 14 + 20 + 8;

    private final Link link;
    private final Observer observer;
    private final ByteBuf toNeighbour;
    private final ByteBuf toAll;
    private final double broadcastShare;
    private double broadcastsOwed;

    /** What guests tell. */
    interface Observer {
        void onWelcome();

        void onArrived(long delayNanos);

        void onClosed(String sentence);
    }

    Guest(Link link, Observer observer, int number, int neighbour, LoadPlan plan) {
        this.link = link;
        this.observer = observer;
        broadcastShare = plan.broadcastShare();
        toNeighbour = Datagrams.udp(mac(neighbour).bits(), mac(number).bits(), plan.frameBytes());
        toAll = Datagrams.udp(MacAddress.BROADCAST.bits(), mac(number).bits(), plan.frameBytes());
    }

    /** Asks to join, the control stream being open. */
    void join(Role role, int number, String room) {
        @Nullable
        String own = role == Role.CLIENT ? mac(number).toString() : null;
        link.tell(new ControlMessage.Hello(ControlMessage.PROTOCOL_VERSION, role, room, "load", own,
                link.datagramBudgetBytes(), null, null));
    }

    private static MacAddress mac(int number) {
        return new MacAddress(0x0200_0000_0000L + number);
    }

    /**
     * Sends frames at once.
     *
     * @return how many of them go to the whole room
     */
    int send(int frames) {
        int broadcasts = 0;
        for (int i = 0; i < frames; i++) {
            broadcastsOwed += broadcastShare;
            ByteBuf pattern = toNeighbour;
            if (broadcastsOwed >= 1) {
                broadcastsOwed--;
                broadcasts++;
                pattern = toAll;
            }
            int lengthBytes = pattern.readableBytes();
            ByteBuf datagram = PooledByteBufAllocator.DEFAULT.directBuffer(lengthBytes).writeBytes(pattern,
                    pattern.readerIndex(), lengthBytes);
            link.send(datagram.setLong(STAMP, System.nanoTime()));
        }
        link.flush();
        return broadcasts;
    }

    void leave() {
        link.close(new ControlMessage.Disconnect("leaving", "the run is over"));
    }

    void release() {
        toNeighbour.release();
        toAll.release();
    }

    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        observer.onArrived(nowNanos - datagram.getLong(datagram.readerIndex() + STAMP));
        datagram.release();
    }

    @Override
    public void onControl(ControlMessage message, long nowNanos) {
        switch (message) {
            case ControlMessage.Welcome welcome -> observer.onWelcome();
            case ControlMessage.Reject reject -> observer.onClosed(reject.sentence());
            case ControlMessage.Disconnect disconnect -> observer.onClosed(disconnect.sentence());
            default -> {
                // Who else comes and goes, and what the relay counts.
            }
        }
    }

    @Override
    public void onMalformed(String sentence, long nowNanos) {
        observer.onClosed(sentence);
    }

    @Override
    public void onDropped(DropReason reason) {
        // It does not arrive, and is counted as lost.
    }

    @Override
    public void onClosed(String sentence, long nowNanos) {
        observer.onClosed(sentence);
    }
}
