package dev.lanparty.benchmarks;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.link.PathStatistics;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;

/** A link that takes everything and carries nothing, so that what is measured is the room alone. */
final class DiscardingLink implements Link {
    private static final int BUDGET_BYTES = 1_518 + 4;

    @Override
    public void send(ByteBuf datagram) {
        datagram.release();
    }

    @Override
    public void flush() {
        // Nothing is queued.
    }

    @Override
    public void tell(ControlMessage message) {
        // Nobody listens.
    }

    @Override
    public void close(ControlMessage farewell) {
        // Nothing is open.
    }

    @Override
    public int datagramBudgetBytes() {
        return BUDGET_BYTES;
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
        // Nothing arrives.
    }
}
