package dev.lanparty.device;

import dev.lanparty.ffi.linux.AfPacketDevice;
import dev.lanparty.ffi.linux.Capabilities;
import dev.lanparty.ffi.linux.LinuxTap;
import dev.lanparty.ffi.linux.RoutePin;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/** Opens the devices of the machine this runs on. Any thread; each device belongs to whoever opened it. */
public final class Devices {
    private Devices() {
    }

    /**
     * Opens a LAN interface for every frame on its wire, also those for other stations. Frames that this machine itself
     * sends through it are not received.
     *
     * @param interfaceName as in {@code eth0}
     * @throws DeviceException if there is no such Ethernet interface or the permission is missing
     */
    public static PacketDevice openLan(String interfaceName) {
        Objects.requireNonNull(interfaceName, "interfaceName");
        requireLinux("open(" + interfaceName + ")");
        return AfPacketDevice.open(interfaceName, null);
    }

    /**
     * As above; what is changed at the interface is written down, so that the next device turns it back that is opened with the
     * same file, should this one's process be killed.
     *
     * @param changes a file that need not be there
     */
    public static PacketDevice openLan(String interfaceName, Path changes) {
        Objects.requireNonNull(interfaceName, "interfaceName");
        Objects.requireNonNull(changes, "changes");
        requireLinux("open(" + interfaceName + ")");
        return AfPacketDevice.open(interfaceName, changes);
    }

    /**
     * Makes a virtual adapter, its link down. It vanishes when closed.
     *
     * @throws DeviceException if its name is taken or impossible, or the permission is missing
     */
    public static TapDevice openTap(TapOptions options) {
        Objects.requireNonNull(options, "options");
        requireLinux("open(TAP)");
        return LinuxTap.open(options);
    }

    /**
     * Keeps an address reachable the way it is now, whatever routes come later.
     *
     * @throws DeviceException if there is no way to it, or the permission is missing
     */
    public static HostRoute pinHostRoute(InetAddress address) {
        Objects.requireNonNull(address, "address");
        requireLinux("route(" + address.getHostAddress() + ")");
        return RoutePin.pin(address);
    }

    /**
     * Has the calling thread, and every thread that it or they start later, give up all privileges but some. Threads that are
     * there already keep theirs, those of the JVM among them: against a fault in the JVM itself only privileges help that
     * the process never had.
     *
     * @throws DeviceException if the system does not let it
     */
    public static void keepOnly(Set<Privilege> privileges) {
        requireLinux("capset");
        Capabilities.keepOnly(Set.copyOf(privileges));
    }

    private static void requireLinux(String call) {
        String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            throw new DeviceException(call, "ENOSYS",
                    system + " is not supported yet, run this on Linux 4.20 or newer");
        }
    }
}
