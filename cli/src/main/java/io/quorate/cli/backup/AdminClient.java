package io.quorate.cli.backup;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.cli.files.Progress;
import io.quorate.cli.files.Tool.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The admin server of one server, ours or Apache's. */
final class AdminClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int ERROR_BYTES_MAX = 1 << 16;
    private static final int OK = 200;
    private static final int NOTHING_NEW = 204;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final String DATA = "application/octet-stream";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final String commands;
    private final String authorization;

    /** How far a question for transactions led. */
    enum More {
        /** There is a log. */
        LOG,
        /** There is nothing newer. */
        NOTHING,
        /** The server cannot go on from there. */
        NOT_THERE
    }

    /**
     * A client of one server.
     *
     * @param server such as {@code http://zk1:8080}, or with another path of the commands than {@code /commands} behind it
     * @param authorization scheme, blank and credentials
     */
    AdminClient(String server, String authorization) throws ToolException {
        URI uri;
        try {
            uri = URI.create(server.contains("://") ? server : "http://" + server);
        } catch (IllegalArgumentException e) {
            throw new ToolException(BackupMain.WRONG_ARGUMENTS, "--server: " + e.getMessage());
        }
        boolean bare = uri.getPath() == null
                || uri.getPath().isEmpty()
                || uri.getPath().equals("/");
        this.commands = (bare ? uri.resolve("/commands") : uri).toString().replaceAll("/$", "");
        this.authorization = authorization;
    }

    /** Where the commands are. */
    String commands() {
        return commands;
    }

    /** Fetches a snapshot into a file and returns the zxid that the server says it has. */
    String snapshot(Path to, PrintWriter err) throws IOException, ToolException, InterruptedException {
        HttpResponse<InputStream> response = get("snapshot?streaming=true");
        try (InputStream body = response.body()) {
            if (response.statusCode() != OK || !isData(response)) {
                throw failed("snapshot", response.statusCode(), body);
            }
            long size = response.headers().firstValueAsLong("Content-Length").orElse(0);
            long received = 0;
            try (OutputStream out = Files.newOutputStream(to);
                    Progress progress = new Progress(err, "Fetching", size)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                    out.write(buffer, 0, count);
                    received += count;
                    progress.at(received);
                }
            }
            if (size > 0 && received != size) {
                throw new IOException("snapshot of " + received + " bytes (expected: " + size + ")");
            }
        }
        return response.headers()
                .firstValue("last_zxid")
                .orElseThrow(() -> new ToolException(1, commands + ": the answer has no header last_zxid"));
    }

    /** The suffix of a snapshot's name, which tells how it is compressed. */
    static String suffix(Path snapshot) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(snapshot)) {
            first = in.readNBytes(2);
        }
        if (first.length == 2 && first[0] == 0x1f && first[1] == (byte) 0x8b) {
            return ".gz";
        }
        return first.length == 2 && first[0] == (byte) 0x82 && first[1] == 'S' ? ".snappy" : "";
    }

    /** Fetches what was committed behind a zxid, or the first part of it, into a file. */
    More transactions(long after, Path to) throws IOException, ToolException, InterruptedException {
        HttpResponse<InputStream> response = get("transactions?after=0x" + Long.toHexString(after));
        try (InputStream body = response.body()) {
            if (response.statusCode() == NOTHING_NEW) {
                return More.NOTHING;
            }
            // Apache has no such command, and says so with status 200.
            if (response.statusCode() == GONE
                    || response.statusCode() == NOT_FOUND
                    || (response.statusCode() == OK && !isData(response))) {
                return More.NOT_THERE;
            }
            if (response.statusCode() != OK) {
                throw failed("transactions", response.statusCode(), body);
            }
            try (OutputStream out = Files.newOutputStream(to)) {
                body.transferTo(out);
            }
            return More.LOG;
        }
    }

    private HttpResponse<InputStream> get(String command) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(commands + "/" + command))
                .header("Authorization", authorization)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private static boolean isData(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("").startsWith(DATA);
    }

    private ToolException failed(String command, int status, InputStream body) throws IOException {
        String text = new String(body.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
        String why = "";
        try {
            JsonNode error = new ObjectMapper().readTree(text).get("error");
            why = error == null || error.isNull() ? "" : ": " + error.asText();
        } catch (JacksonException notJson) {
            why = "";
        }
        return new ToolException(1, commands + "/" + command + " answers with status " + status + why);
    }
}
