package dev.lanparty.identity;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** What the file system has to say, in a sentence with the path and what to do. Stateless. */
final class FileFailure {
    private FileFailure() {
    }

    static IdentityException reading(Path file, IOException failure) {
        return new IdentityException(switch (failure) {
            case NoSuchFileException missing -> file + " is not there - check the path";
            case AccessDeniedException denied ->
                file + " may not be read - run as its owner, or let this user read it";
            default -> file + " cannot be read: " + words(failure) + " - check the path";
        }, failure);
    }

    static IdentityException writing(Path file, IOException failure) {
        return new IdentityException(switch (failure) {
            case NoSuchFileException missing -> file + " cannot be written: its folder is not there - make it first";
            case AccessDeniedException denied ->
                file + " may not be written - run as the owner of its folder, or name another place";
            case FileAlreadyExistsException blocked -> file + " cannot be written: " + blocked.getFile()
                    + " is a file, not a folder - name another place";
            default -> file + " cannot be written: " + words(failure)
                    + " - check the free space, and that its folder can be written";
        }, failure);
    }

    private static String words(IOException failure) {
        String reason = failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(reason, failure.getClass().getSimpleName());
    }
}
