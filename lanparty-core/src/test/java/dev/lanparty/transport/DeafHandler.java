package dev.lanparty.transport;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.LinkHandler;
import io.netty.buffer.ByteBuf;

/** Takes what comes, and does nothing with it. */
class DeafHandler implements LinkHandler {
    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        datagram.release();
    }

    @Override
    public void onControl(ControlMessage message, long nowNanos) {
    }

    @Override
    public void onMalformed(String sentence, long nowNanos) {
    }

    @Override
    public void onDropped(DropReason reason) {
    }

    @Override
    public void onClosed(String sentence, long nowNanos) {
    }
}
