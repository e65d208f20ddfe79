package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.link.PathStatistics;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;

/** A link that counts datagrams and lets them go. */
final class DiscardingLink implements Link {
    private long datagrams;

    long datagrams() {
        return datagrams;
    }

    @Override
    public void send(ByteBuf datagram) {
        datagrams++;
        datagram.release();
    }

    @Override
    public void flush() {
        // Nothing waits.
    }

    @Override
    public void tell(ControlMessage message) {
        throw new AssertionError(message);
    }

    @Override
    public void close(ControlMessage farewell) {
        throw new AssertionError(farewell);
    }

    @Override
    public int datagramBudgetBytes() {
        return 1_318;
    }

    @Override
    public String remoteHost() {
        return "192.0.2.1";
    }

    @Override
    public KeyPin relayKey() {
        return KeyPin.of(new byte[KeyPin.BYTES]);
    }

    @Override
    public PathStatistics path() {
        return PathStatistics.UNKNOWN;
    }

    @Override
    public void attach(LinkHandler handler) {
        // Nothing comes.
    }
}
