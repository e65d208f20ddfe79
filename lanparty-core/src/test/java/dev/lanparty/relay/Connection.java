package dev.lanparty.relay;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.link.FakeLink;
import dev.lanparty.link.LinkHandler;

/** A connection that a reception has accepted, seen from both sides. */
record Connection(FakeLink link, LinkHandler relay) {
    Connection says(ControlMessage message, long nowNanos) {
        relay.onControl(message, nowNanos);
        return this;
    }

    boolean isOpen() {
        return link.farewell() == null;
    }

    /** With which code the relay closed it, having said why. */
    String code() {
        return switch (link.farewell()) {
            case Reject reject when !reject.sentence().isBlank() -> reject.code();
            case Disconnect disconnect when !disconnect.sentence().isBlank() -> disconnect.code();
            case null, default -> throw new AssertionError("no farewell but " + link.farewell());
        };
    }

    /** With which sentence. */
    String sentence() {
        return switch (link.farewell()) {
            case Reject reject -> reject.sentence();
            case Disconnect disconnect -> disconnect.sentence();
            case null, default -> throw new AssertionError("no farewell but " + link.farewell());
        };
    }
}
