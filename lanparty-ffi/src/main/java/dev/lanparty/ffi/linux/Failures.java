package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.ffi.linux.gen.Linux;
import java.util.HashMap;
import java.util.Map;

/** Turns error numbers into the names of errno(3) and a sentence that says what to do. */
final class Failures {
    private record Reason(String name, String advice) {
    }

    private static final Map<Integer, Reason> REASONS = new HashMap<>();

    static {
        reason(Linux.EPERM(), "EPERM", "run as root or grant CAP_NET_ADMIN and CAP_NET_RAW");
        reason(Linux.EACCES(), "EACCES", "run as root, or let this user read and write it");
        reason(Linux.ENOENT(), "ENOENT", "load the kernel module that provides it");
        reason(Linux.ENODEV(), "ENODEV", "there is no such interface, list those there are with: ip link");
        reason(Linux.ENXIO(), "ENXIO", "the interface is gone, list those there are with: ip link");
        reason(Linux.EBADFD(), "EBADFD", "the adapter was deleted by another program, start again");
        reason(Linux.EBUSY(), "EBUSY", "it is in use by another program, choose another or stop that program");
        reason(Linux.EADDRINUSE(), "EADDRINUSE", "it is in use by another program, stop that program");
        reason(Linux.EADDRNOTAVAIL(), "EADDRNOTAVAIL", "the address is not allowed here, choose another");
        reason(Linux.EAFNOSUPPORT(), "EAFNOSUPPORT", "this kernel lacks that protocol family, enable it");
        reason(Linux.ENETDOWN(), "ENETDOWN", "bring the interface up with: ip link set dev NAME up");
        reason(Linux.ENETUNREACH(), "ENETUNREACH", "check this machine's network connection and its default route");
        reason(Linux.EHOSTUNREACH(), "EHOSTUNREACH", "check this machine's network connection and its routes");
        reason(Linux.EOPNOTSUPP(), "EOPNOTSUPP", "the interface's driver cannot do it, choose another interface");
        reason(Linux.ENOTTY(), "ENOTTY", "the interface's driver cannot do it, choose another interface");
        reason(Linux.ENOPROTOOPT(), "ENOPROTOOPT", "this kernel is too old, use 4.20 or newer");
        reason(Linux.EINVAL(), "EINVAL", "the kernel refuses the value, check the options given");
        reason(Linux.ERANGE(), "ERANGE", "the value is out of the interface's range, check the options given");
        reason(Linux.EMFILE(), "EMFILE", "raise the limit on open files with: ulimit -n");
        reason(Linux.ENFILE(), "ENFILE", "raise the system's limit on open files, fs.file-max");
        reason(Linux.ENOMEM(), "ENOMEM", "free some memory or raise the limit on locked memory");
        reason(Linux.ENOBUFS(), "ENOBUFS", "the kernel is short of network memory, try again");
        reason(Linux.EEXIST(), "EEXIST", "it is there already, remove it first");
        reason(Linux.ESRCH(), "ESRCH", "it is not there any more, nothing is to be done");
        reason(Linux.EIO(), "EIO", "bring the interface up with: ip link set dev NAME up");
        reason(Linux.EMSGSIZE(), "EMSGSIZE", "the frame is longer than the interface's MTU, lower the MTU");
        reason(Linux.EAGAIN(), "EAGAIN", "try again");
        reason(Linux.EINTR(), "EINTR", "try again");
        reason(Linux.EBADF(), "EBADF", "the descriptor was closed behind the device's back, report this");
    }

    private Failures() {
    }

    static DeviceException of(String call, int error) {
        Reason reason = REASONS.get(error);
        return reason == null
                ? new DeviceException(call, "error " + error, "look the number up with: errno " + error)
                : new DeviceException(call, reason.name, reason.advice);
    }

    /** For a call whose failure has a remedy of its own. */
    static DeviceException of(String call, int error, String advice) {
        return new DeviceException(call, name(error), advice);
    }

    static DeviceException closed(String call) {
        return new DeviceException(call, "CLOSED", "open the device again before using it");
    }

    static String name(int error) {
        Reason reason = REASONS.get(error);
        return reason == null ? "error " + error : reason.name;
    }

    private static void reason(int error, String name, String advice) {
        REASONS.put(error, new Reason(name, advice));
    }
}
