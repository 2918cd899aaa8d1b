// An app that books, with a client made of the description alone.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const [, , baseUrl, key] = process.argv as [string, string, string, string];
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

type Service = components["schemas"]["Service"];

async function firstStart(service: Service): Promise<{ coach: number; start: string }> {
  const { data } = await api.GET("/api/v1/availability/first", {
    params: { query: { service_id: service.id } },
  });
  const first = data?.data.items[0];
  if (!first) throw new Error("nothing is free");
  return { coach: first.coach_id, start: first.start };
}

const services = await api.GET("/api/v1/services", { params: { query: { limit: 2 } } });
const service = services.data?.data.items[1];
if (!service) throw new Error("there is no service");
const { coach, start } = await firstStart(service);
const wish = { service_id: service.id, coach_id: coach, start };
const booked = await api.POST("/api/v1/appointments", { body: wish });
if (!booked.data) throw new Error(JSON.stringify(booked.error));
const twice = await api.POST("/api/v1/appointments", {
  body: { ...wish, service_id: 999_999 },
});
const refused = twice.error && "error" in twice.error ? twice.error.error.code : "none";
console.log(booked.data.data.status, booked.data.data.price.minor, refused);
