package dev.lanparty.device;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * What a virtual adapter shall be.
 *
 * @param name the adapter's name; empty leaves the choice to the system
 * @param hardwareAddress its MAC address, 6 bytes in transmission order: a unicast one, not all zero
 * @param mtuBytes its MTU, 68 to 1500
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record TapOptions(String name, byte[] hardwareAddress, int mtuBytes) {
    private static final int HARDWARE_ADDRESS_BYTES = 6;
    /** RFC 791: every link carries a packet of 68 bytes. */
    private static final int SMALLEST_MTU_BYTES = 68;
    private static final int LARGEST_MTU_BYTES = 1500;

    /** Checks the arguments. */
    public TapOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hardwareAddress, "hardwareAddress");
        hardwareAddress = hardwareAddress.clone();
        checkHardwareAddress(hardwareAddress);
        checkMtu(mtuBytes);
    }

    private static void checkHardwareAddress(byte[] address) {
        if (address.length != HARDWARE_ADDRESS_BYTES) {
            throw new IllegalArgumentException("hardwareAddress must have 6 bytes, has " + address.length);
        }
        boolean group = (address[0] & 1) != 0;
        if (group || Arrays.equals(address, new byte[HARDWARE_ADDRESS_BYTES])) {
            throw new IllegalArgumentException(
                    "hardwareAddress must be a unicast address, was " + HexFormat.ofDelimiter(":").formatHex(address));
        }
    }

    /** Refuses an MTU outside 68 to 1500 bytes. */
    public static void checkMtu(int mtuBytes) {
        if (mtuBytes < SMALLEST_MTU_BYTES || mtuBytes > LARGEST_MTU_BYTES) {
            throw new IllegalArgumentException("mtuBytes must be 68 to 1500, was " + mtuBytes);
        }
    }

    @Override
    public byte[] hardwareAddress() {
        return hardwareAddress.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TapOptions that && name.equals(that.name) && mtuBytes == that.mtuBytes
                && Arrays.equals(hardwareAddress, that.hardwareAddress);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, Arrays.hashCode(hardwareAddress), mtuBytes);
    }

    @Override
    public String toString() {
        return "TapOptions[name=" + name + ", hardwareAddress=" + HexFormat.ofDelimiter(":").formatHex(hardwareAddress)
                + ", mtuBytes=" + mtuBytes + "]";
    }
}
