package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.ifreq;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The driver's file, attached to a TAP adapter of its own.
 *
 * @param descriptor open, non-blocking, owned by whoever holds this
 * @param interfaceName the adapter's name, the kernel's choice if none was asked for
 */
record TunFile(int descriptor, String interfaceName) {
    private static final String PATH = "/dev/net/tun";
    /** The kernel puts the lowest number that makes the name free. */
    private static final String ANY_NAME = "lanparty%d";

    /** Makes an adapter of that name, or of a free one if it is empty. */
    static TunFile open(String name) {
        if (!name.isEmpty()) {
            InterfaceControl.checkName(name);
        }
        Errno errno = new Errno();
        try (Arena arena = Arena.ofConfined()) {
            int flags = Linux.O_RDWR() | Linux.O_NONBLOCK() | Linux.O_CLOEXEC();
            int descriptor = LibC.open(errno, arena.allocateFrom(PATH), flags);
            if (descriptor == -1) {
                throw openFailure(errno.value());
            }
            MemorySegment request = InterfaceControl.named(arena, name.isEmpty() ? ANY_NAME : name);
            // Exclusive: an adapter somebody left behind, or a card of that name, is not ours to take.
            ifreq.ifr_ifru.ifru_flags(ifreq.ifr_ifru(request),
                    (short) (Linux.IFF_TAP() | Linux.IFF_NO_PI() | Linux.IFF_VNET_HDR() | Linux.IFF_TUN_EXCL()));
            if (LibC.ioctl(errno, descriptor, Linux.TUNSETIFF(), request) == -1) {
                int error = errno.value();
                LibC.close(errno, descriptor);
                throw attachFailure(name, error);
            }
            takeSuperFrames(errno, descriptor);
            return new TunFile(descriptor, ifreq.ifr_ifrn.ifrn_name(ifreq.ifr_ifrn(request)).getString(0));
        }
    }

    /** TCP may leave its cutting and its checksums to the reader. A kernel that will not have it does them itself. */
    private static void takeSuperFrames(Errno errno, int descriptor) {
        long offloads = Linux.TUN_F_CSUM() | Linux.TUN_F_TSO4() | Linux.TUN_F_TSO6();
        // This request's argument is a number in the place of an address.
        LibC.ioctl(errno, descriptor, Linux.TUNSETOFFLOAD(), MemorySegment.ofAddress(offloads));
    }

    private static DeviceException openFailure(int error) {
        String call = "open(" + PATH + ")";
        boolean missing = error == Linux.ENOENT() || error == Linux.ENODEV() || error == Linux.ENXIO();
        return missing
                ? Failures.of(call, error, "load the TUN/TAP driver with: modprobe tun")
                : Failures.of(call, error);
    }

    private static DeviceException attachFailure(String name, int error) {
        String call = name.isEmpty() ? "ioctl(TUNSETIFF)" : "ioctl(TUNSETIFF " + name + ")";
        return error == Linux.EBUSY()
                ? Failures.of(call, error, "an interface of that name exists, choose another with --tap")
                : Failures.of(call, error);
    }
}
