package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import java.net.Inet4Address;
import java.net.InetAddress;

/** The kernel's number for the family of an address. */
final class IpFamily {
    private IpFamily() {
    }

    static int of(InetAddress address) {
        return address instanceof Inet4Address ? Linux.AF_INET() : Linux.AF_INET6();
    }
}
