package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.frame.MacAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes an endpoint a gateway or a client: its device, and what it does with the news of the room. Called on the
 * loop, but {@link #close}; may throw {@link dev.lanparty.device.DeviceException}: then the device counts as vanished.
 */
public interface Station extends AutoCloseable {
    /** What it joins as. */
    Role role();

    /** A client's own MAC address; null for a gateway. */
    @Nullable
    MacAddress mac();

    /** Where its frames come from and go to. */
    PacketDevice device();

    /** Which of the device's frames go to the relay. */
    FrameGate gate();

    /**
     * A connection to the relay is about to be made again: what keeps it reachable is to be seen to.
     *
     * @throws dev.lanparty.device.DeviceException if there is no way to it now
     */
    void reach(InetSocketAddress relay);

    /**
     * Opens the device anew, since it has vanished.
     *
     * @throws dev.lanparty.device.DeviceException if it cannot be opened yet
     */
    void reopen();

    /** It is in a room, perhaps again: frames flow from now on. */
    void onJoined(ControlMessage.Welcome welcome);

    /** It is in no room any more, and will not be. */
    void onLeft();

    /**
     * Another member has come, or is found to be there still.
     *
     * @return whose announcements are to be sent to the device at once
     */
    List<MacAddress> onPeerJoined(ControlMessage.Peer peer);

    /** Another member has gone, perhaps while the relay was away. */
    void onPeerLeft(ControlMessage.Peer peer);

    /**
     * About a second has passed, in the room or away from it.
     *
     * @return whose announcements are due
     */
    List<MacAddress> tick(long nowNanos);

    /** Closes the device and undoes what opening it did to this machine; the last call. Idempotent. */
    @Override
    void close();
}
