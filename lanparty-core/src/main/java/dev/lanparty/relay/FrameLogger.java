package dev.lanparty.relay;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.room.FrameLog;
import dev.lanparty.room.Member;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes every decision about a frame as one line of {@code key=value} pairs to the logger {@code dev.lanparty.frames}. */
final class FrameLogger implements FrameLog {
    /** The logger's name. */
    static final String NAME = "dev.lanparty.frames";

    private static final Logger logger = LoggerFactory.getLogger(NAME);

    @Override
    public boolean isOn() {
        return logger.isInfoEnabled();
    }

    @Override
    public void record(Member from, long destination, long source, int etherType, int lengthBytes, Action action,
            @Nullable DropReason reason, int targets) {
        logger.info("room={} peer={} dst={} src={} type={} length={} action={} reason={} targets={}",
                from.room().code(), from.peerId(), mac(destination), mac(source),
                etherType < 0 ? "-" : String.format("0x%04x", etherType), lengthBytes,
                action.name().toLowerCase(Locale.ROOT), reason == null ? "-" : reason.label(), targets);
    }

    private static String mac(long bits) {
        return bits < 0 ? "-" : new MacAddress(bits).toString();
    }
}
