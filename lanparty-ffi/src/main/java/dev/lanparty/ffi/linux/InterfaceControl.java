package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.ifreq;
import dev.lanparty.ffi.linux.gen.sockaddr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads and sets one network interface by the ioctls of netdevice(7). Any thread; one call at a time.
 *
 * <p>It keeps its socket for as long as it lives, because a socket stays in the network namespace it was made in,
 * whichever thread uses it later.
 */
final class InterfaceControl implements AutoCloseable {
    private static final int HARDWARE_ADDRESS_BYTES = 6;

    private final String name;
    private final Errno errno = new Errno();
    private final int socket;
    private boolean closed;

    InterfaceControl(String name) {
        checkName(name);
        this.name = name;
        socket = errno.check(LibC.socket(errno, Linux.AF_INET(), Linux.SOCK_DGRAM() | Linux.SOCK_CLOEXEC(), 0),
                "socket(AF_INET)");
    }

    /** Refuses what cannot be the name of an interface, with the reason: 1 to 15 bytes, no slash, no space. */
    static void checkName(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length >= Linux.IFNAMSIZ()) {
            throw badName(name, "an interface name has 1 to 15 characters, choose another");
        }
        if (name.equals(".") || name.equals("..") || name.chars().anyMatch(InterfaceControl::isForbidden)) {
            throw badName(name, "an interface name has no spaces, slashes, colons or percent signs, choose another");
        }
    }

    private static boolean isForbidden(int character) {
        return character <= ' ' || character == '/' || character == ':' || character == '%' || character == 0x7f;
    }

    private static DeviceException badName(String name, String advice) {
        return Failures.of("interface(" + name + ")", Linux.EINVAL(), advice);
    }

    String name() {
        return name;
    }

    /** The kernel's number for the interface; a new interface of the same name has another. */
    int index() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ask(Linux.SIOCGIFINDEX(), "SIOCGIFINDEX", request);
            return ifreq.ifr_ifru.ifru_ivalue(ifreq.ifr_ifru(request));
        }
    }

    /** Whether the interface of this name still is the one with that number. */
    boolean isStill(int index) {
        try {
            return index() == index;
        } catch (DeviceException gone) {
            return false;
        }
    }

    byte[] hardwareAddress() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ask(Linux.SIOCGIFHWADDR(), "SIOCGIFHWADDR", request);
            MemorySegment address = ifreq.ifr_ifru.ifru_hwaddr(ifreq.ifr_ifru(request));
            if (sockaddr.sa_family(address) != (short) Linux.ARPHRD_ETHER()) {
                throw Failures.of(call("SIOCGIFHWADDR"), Linux.EINVAL(),
                        "it is not an Ethernet interface, choose one that has a MAC address");
            }
            return sockaddr.sa_data(address).asSlice(0, HARDWARE_ADDRESS_BYTES).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    void setHardwareAddress(byte[] hardwareAddress) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            MemorySegment address = ifreq.ifr_ifru.ifru_hwaddr(ifreq.ifr_ifru(request));
            sockaddr.sa_family(address, (short) Linux.ARPHRD_ETHER());
            sockaddr.sa_data(address).copyFrom(MemorySegment.ofArray(hardwareAddress));
            ask(Linux.SIOCSIFHWADDR(), "SIOCSIFHWADDR", request);
        }
    }

    int mtuBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ask(Linux.SIOCGIFMTU(), "SIOCGIFMTU", request);
            return ifreq.ifr_ifru.ifru_mtu(ifreq.ifr_ifru(request));
        }
    }

    void setMtuBytes(int mtuBytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ifreq.ifr_ifru.ifru_mtu(ifreq.ifr_ifru(request), mtuBytes);
            ask(Linux.SIOCSIFMTU(), "SIOCSIFMTU", request);
        }
    }

    boolean isUp() {
        try (Arena arena = Arena.ofConfined()) {
            return (flags(request(arena)) & Linux.IFF_UP()) != 0;
        }
    }

    void setUp(boolean up) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            short flags = flags(request);
            int changed = up ? flags | Linux.IFF_UP() : flags & ~Linux.IFF_UP();
            ifreq.ifr_ifru.ifru_flags(ifreq.ifr_ifru(request), (short) changed);
            ask(Linux.SIOCSIFFLAGS(), "SIOCSIFFLAGS", request);
        }
    }

    private short flags(MemorySegment request) {
        ask(Linux.SIOCGIFFLAGS(), "SIOCGIFFLAGS", request);
        return ifreq.ifr_ifru.ifru_flags(ifreq.ifr_ifru(request));
    }

    /** One ethtool command; the answer lies in {@code command} afterwards. */
    void ethtool(MemorySegment command, String what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ifreq.ifr_ifru.ifru_data(ifreq.ifr_ifru(request), command);
            ask(Linux.SIOCETHTOOL(), what, request);
        }
    }

    private MemorySegment request(Arena arena) {
        return named(arena, name);
    }

    /** An interface request for that name; an empty name leaves the choice to the kernel. */
    static MemorySegment named(Arena arena, String name) {
        MemorySegment request = ifreq.allocate(arena);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ifreq.ifr_ifrn(request).copyFrom(MemorySegment.ofArray(bytes));
        return request;
    }

    private synchronized void ask(long ioctl, String what, MemorySegment request) {
        if (closed) {
            throw Failures.closed(call(what));
        }
        errno.check(LibC.ioctl(errno, socket, ioctl, request), call(what));
    }

    private String call(String what) {
        return "ioctl(" + what + " " + name + ")";
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(errno, socket);
        }
    }
}
