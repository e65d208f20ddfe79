package dev.lanparty.ffi.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which features of an interface a device has turned off, written down before it does: a process that is killed cannot turn
 * them on again, and the next one knows by this. It counts for the same interface since the same start of the machine. A file
 * that cannot be read or written is as good as none.
 */
final class OffloadRecord {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final @Nullable Path file;
    private final int interfaceIndex;

    /**
     * That of an interface.
     *
     * @param file where it is kept, or null if it is not to be
     */
    OffloadRecord(@Nullable Path file, int interfaceIndex) {
        this.file = file;
        this.interfaceIndex = interfaceIndex;
    }

    /** The names of the features that a device has left turned off. */
    List<String> read() {
        if (file == null) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return !lines.isEmpty() && lines.getFirst().equals(about())
                    ? List.copyOf(lines.subList(1, lines.size()))
                    : List.of();
        } catch (IOException noneOrUnreadable) {
            return List.of();
        }
    }

    /** Writes down what will be off. */
    void write(Collection<String> features) {
        if (file == null || features.isEmpty()) {
            return;
        }
        try {
            List<String> lines = new ArrayList<>();
            lines.add(about());
            lines.addAll(features);
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path beside = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(beside, lines);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException keptNowhere) {
            // Then a kill leaves them off, and there is nobody to tell.
        }
    }

    /** They are on again. */
    void delete() {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // Then the next one turns on what is on.
        }
    }

    private String about() throws IOException {
        return "off at interface " + interfaceIndex + " since the start " + Files.readString(BOOT_ID).strip();
    }
}
