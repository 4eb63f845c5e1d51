package io.quorate.recipes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One instance of a service, as it stands in the registry: in the JSON of Curator's service discovery.
 *
 * @param name of the service
 * @param id unique among its instances
 * @param port null if it has none
 * @param sslPort null if it has none
 * @param payload what else clients should know; null for nothing
 * @param registeredMillis since 1970
 */
public record ServiceInstance(
        String name, String id, String address, Integer port, Integer sslPort, String payload, long registeredMillis) {
    private static final JsonFactory JSON = new JsonFactory();

    public ServiceInstance {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(address, "address");
    }

    /** An instance with an id of its own that was started now. */
    public static ServiceInstance of(String name, String address, int port) {
        return new ServiceInstance(
                name, UUID.randomUUID().toString(), address, port, null, null, System.currentTimeMillis());
    }

    public ServiceInstance withPayload(String text) {
        return new ServiceInstance(name, id, address, port, sslPort, text, registeredMillis);
    }

    String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("name", name);
            out.writeStringField("id", id);
            out.writeStringField("address", address);
            out.writeFieldName("port");
            write(out, port);
            out.writeFieldName("sslPort");
            write(out, sslPort);
            out.writeStringField("payload", payload);
            out.writeNumberField("registrationTimeUTC", registeredMillis);
            out.writeStringField("serviceType", "DYNAMIC");
            out.writeNullField("uriSpec");
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("written to memory", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, Integer number) throws IOException {
        if (number == null) {
            out.writeNull();
        } else {
            out.writeNumber(number);
        }
    }

    /** Empty for what is no instance of a service. A payload that is no text is kept as its JSON. */
    static Optional<ServiceInstance> ofJson(String text) {
        try (JsonParser in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Optional<ServiceInstance> instance = read(in);
            return in.nextToken() == null ? instance : Optional.empty();
        } catch (IOException e) {
            // Somebody else's znode.
            return Optional.empty();
        }
    }

    private static Optional<ServiceInstance> read(JsonParser in) throws IOException {
        String name = null;
        String id = null;
        String address = null;
        Integer port = null;
        Integer sslPort = null;
        String payload = null;
        long registered = 0;
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            in.nextToken();
            switch (field) {
                case "name" -> name = text(in);
                case "id" -> id = text(in);
                case "address" -> address = text(in);
                case "port" -> port = number(in);
                case "sslPort" -> sslPort = number(in);
                case "payload" -> payload = json(in);
                case "registrationTimeUTC" -> registered = in.getValueAsLong();
                default -> in.skipChildren();
            }
        }
        return name == null || id == null || address == null
                ? Optional.empty()
                : Optional.of(new ServiceInstance(name, id, address, port, sslPort, payload, registered));
    }

    private static String text(JsonParser in) throws IOException {
        return in.hasToken(JsonToken.VALUE_STRING) ? in.getText() : null;
    }

    private static Integer number(JsonParser in) throws IOException {
        return in.hasToken(JsonToken.VALUE_NULL) ? null : in.getIntValue();
    }

    /** The value as text: a string without its quotes, and anything else but null as it stands there. */
    private static String json(JsonParser in) throws IOException {
        if (in.hasToken(JsonToken.VALUE_STRING) || in.hasToken(JsonToken.VALUE_NULL)) {
            return text(in);
        }
        StringWriter copy = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(copy)) {
            out.copyCurrentStructureExact(in);
        }
        return copy.toString();
    }
}
