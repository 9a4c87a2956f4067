-- A profile for OSRM that takes exactly the tenths of a second that a way's tag says.
api_version = 4

function setup()
  return {
    properties = {
      weight_name = 'duration',
      max_speed_for_map_matching = 180 / 3.6,
      u_turn_penalty = 0,
      traffic_light_penalty = 0,
      continue_straight_at_waypoint = false,
      use_turn_restrictions = false,
    },
  }
end

function process_node(profile, node, result, relations)
end

function process_way(profile, way, result, relations)
  local ds = tonumber(way:get_value_by_key('ds'))
  if ds == nil then
    return
  end
  result.forward_mode = mode.driving
  if way:get_value_by_key('oneway') == 'yes' then
    result.backward_mode = mode.inaccessible
  else
    result.backward_mode = mode.driving
  end
  result.duration = ds / 10
end

function process_turn(profile, turn)
  turn.duration = 0
  turn.weight = 0
end

return { setup = setup, process_way = process_way, process_node = process_node, process_turn = process_turn }
