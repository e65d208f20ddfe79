package dev.lanparty.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version this was built as. */
public final class Version implements IVersionProvider {
    /** Name and version, as told to the relay. */
    public static final String SOFTWARE = "lanparty " + read();

    @Override
    public String[] getVersion() {
        return new String[]{SOFTWARE, "Java " + Runtime.version()};
    }

    private static String read() {
        try (InputStream file = Version.class.getResourceAsStream("/lanparty-version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
