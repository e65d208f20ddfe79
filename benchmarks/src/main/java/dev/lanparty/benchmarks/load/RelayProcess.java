package dev.lanparty.benchmarks.load;

import dev.lanparty.secret.KeyPin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The relay that is measured: a process of its own, so that its CPU time is its alone. */
final class RelayProcess implements AutoCloseable {
    /** The file in the relay's folder that its certificate is in. */
    static final String CERTIFICATE = "relay.der";
    /** As {@code ./lanparty} starts a role. */
    static final String JAVA_OPTIONS = "--enable-native-access=ALL-UNNAMED,--sun-misc-unsafe-memory-access=allow,"
            + "-Xshare:auto,-XX:+UseSerialGC,-Xms16m,-Xmn8m,"
            + "-XX:FreqInlineSize=150,-XX:InlineSmallCode=1000,-Dslf4j.internal.verbosity=ERROR";

    private final InetSocketAddress address;
    private final Path certificate;
    private final ProcessHandle handle;
    private final @Nullable Process started;

    private RelayProcess(InetSocketAddress address, Path certificate, ProcessHandle handle,
            @Nullable Process started) {
        this.address = address;
        this.certificate = certificate;
        this.handle = handle;
        this.started = started;
    }

    /**
     * Starts a {@link LoadRelay} on the same Java, and waits until it listens.
     *
     * @param port to listen on, 0 for any
     */
    static RelayProcess start(Path folder, List<String> javaOptions, int loops, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadRelay.class.getName(),
                folder.toString(), Integer.toString(loops), Integer.toString(port)));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = process.inputReader();
        String bound = out.readLine();
        if (bound == null) {
            throw new IOException("the relay ended at once; it ran as " + String.join(" ", command));
        }
        return new RelayProcess(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(bound)),
                folder.resolve(CERTIFICATE), process.toHandle(), process);
    }

    /** A relay that runs already, on this machine. */
    static RelayProcess running(InetSocketAddress address, Path certificate, long processId) throws IOException {
        ProcessHandle handle = ProcessHandle.of(processId)
                .orElseThrow(() -> new IOException("there is no process " + processId));
        return new RelayProcess(address, certificate, handle, null);
    }

    InetSocketAddress address() {
        return address;
    }

    Path certificate() {
        return certificate;
    }

    /** Of its key, as its invites have it. */
    KeyPin pin() {
        try (InputStream in = Files.newInputStream(certificate)) {
            return KeyPin.of(CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey());
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException("the relay's certificate cannot be read", e);
        }
    }

    /** What the process has used of all cores since its start. */
    Duration cpuTime() {
        return cpuTime(handle);
    }

    static Duration cpuTime(ProcessHandle process) {
        return process.info().totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("process " + process.pid() + " is gone"));
    }

    /** Kills the relay if it was started here: it says goodbye to nobody. */
    void kill() {
        if (started != null) {
            started.destroyForcibly().onExit().join();
        }
    }

    /** Ends the relay, if it was started here and runs. */
    @Override
    public void close() throws IOException {
        if (started != null && started.isAlive()) {
            started.outputWriter().close();
            try {
                if (!started.waitFor(5, TimeUnit.SECONDS)) {
                    started.destroy();
                }
            } catch (InterruptedException e) {
                started.destroy();
                Thread.currentThread().interrupt();
            }
        }
    }
}
