package dev.lanparty.launcher.lab;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Network namespaces that nobody else has, and what runs in them; deleted on close, with every interface in them. */
public final class Namespaces implements AutoCloseable {
    private static final AtomicInteger MADE = new AtomicInteger();
    /** IPv6 sends frames unasked, and the figures shown are to be those of what was asked. */
    private static final String SET_UP = "ip link set lo up; for scope in all default; do"
            + " echo 1 > /proc/sys/net/ipv6/conf/$scope/disable_ipv6; done; true";

    private final Privilege privilege;
    private final String prefix;
    private final Set<String> names = new LinkedHashSet<>();

    /** None yet. */
    public Namespaces(Privilege privilege) {
        this.privilege = privilege;
        prefix = "lanparty-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet() + "-";
    }

    /** The name by which the ip command knows one. */
    public String fullName(String name) {
        return prefix + name;
    }

    /** Makes one. */
    public void add(String name) {
        names.add(name);
        Programs.check(privilege.with(List.of("ip", "netns", "add", fullName(name))), "");
        check(name, "sh", "-c", SET_UP);
    }

    /** Has the ip command do something outside of them, each line one command of it. */
    public void ip(String lines) {
        Programs.check(privilege.with(List.of("ip", "-batch", "-")), lines);
    }

    /** Has the ip command do something in one of them, each line one command of it. */
    public void ip(String name, String lines) {
        Programs.check(privilege.with(List.of("ip", "-netns", fullName(name), "-batch", "-")), lines);
    }

    /** The command that runs another one inside; the process started is that other one itself. */
    public List<String> inside(String name, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", fullName(name)));
        whole.addAll(command);
        return privilege.with(whole);
    }

    /** Runs a program inside to its end. */
    public Programs.Result run(String name, String... command) {
        return Programs.run(inside(name, List.of(command)), "");
    }

    /** Runs a program inside that must succeed, and gives what it printed. */
    public String check(String name, String... command) {
        return Programs.check(inside(name, List.of(command)), "");
    }

    @Override
    public void close() {
        List<String> failures = new ArrayList<>();
        for (String name : names) {
            Programs.Result result = Programs.run(privilege.with(List.of("ip", "netns", "delete", fullName(name))), "");
            if (result.exitCode() != 0) {
                failures.add(result.output());
            }
        }
        names.clear();
        if (!failures.isEmpty()) {
            throw new LabException(String.join("; ", failures));
        }
    }
}
