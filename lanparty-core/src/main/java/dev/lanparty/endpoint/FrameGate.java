package dev.lanparty.endpoint;

import dev.lanparty.filter.DropReason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Decides which frames of a device go to the relay; what the relay would drop need not use up the uplink. */
public interface FrameGate {
    /** Why a frame stays here, or null if it goes. */
    @Nullable
    DropReason judge(ByteBuf buffer, int offset, int lengthBytes);
}
