package dev.lanparty.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person reads who asked for something impossible: the call, the error, and what to do. */
class OpeningErrorsTest {
    private static final TapOptions TAP = new TapOptions("", new byte[]{2, 0, 0, 0, 0, 1}, 1500);

    @BeforeEach
    void needsLinux() {
        Requirements.networkAdministrator();
    }

    @Test
    void namesAMissingInterface() {
        assertMessage("ioctl(SIOCGIFINDEX nosuch0): ENODEV"
                + " - there is no such interface, list those there are with: ip link", "nosuch0");
    }

    @Test
    void refusesNamesThatNoInterfaceCanHave() {
        assertMessage("interface(averyveryverylongname): EINVAL"
                + " - an interface name has 1 to 15 characters, choose another", "averyveryverylongname");
        assertMessage("interface(): EINVAL - an interface name has 1 to 15 characters, choose another", "");
        assertMessage("interface(a b): EINVAL"
                + " - an interface name has no spaces, slashes, colons or percent signs, choose another", "a b");
        assertThrows(DeviceException.class,
                () -> Devices.openTap(new TapOptions("tap%d", TAP.hardwareAddress(), 1500)));
        assertThrows(DeviceException.class,
                () -> Devices.openTap(new TapOptions("averyveryverylongname", TAP.hardwareAddress(), 1500)));
    }

    @Test
    void refusesAnInterfaceThatIsNotEthernet() {
        assertMessage("ioctl(SIOCGIFHWADDR lo): EINVAL"
                + " - it is not an Ethernet interface, choose one that has a MAC address", "lo");
    }

    private static void assertMessage(String expected, String interfaceName) {
        assertEquals(expected,
                assertThrows(DeviceException.class, () -> Devices.openLan(interfaceName)).getMessage());
    }

    @Test
    void saysWhichPermissionIsMissing() throws Exception {
        Path setpriv = Requirements.tool("setpriv");
        Process process = new ProcessBuilder(setpriv.toString(), "--bounding-set", "-net_admin,-net_raw",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Unprivileged.class.getName()).redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String advice = "EPERM - run as root or grant CAP_NET_ADMIN and CAP_NET_RAW\n";
        assertEquals("socket(AF_PACKET): " + advice + "ioctl(TUNSETIFF): " + advice, output);
    }

    /** Runs without the capabilities, in a process of its own. */
    static final class Unprivileged {
        private Unprivileged() {
        }

        /** Tries to open both kinds of device and prints what is said about it. */
        public static void main(String[] arguments) {
            for (Runnable opening : new Runnable[]{() -> Devices.openLan("lo"), () -> Devices.openTap(TAP)}) {
                try {
                    opening.run();
                } catch (DeviceException refused) {
                    System.out.println(refused.getMessage());
                }
            }
        }
    }
}
